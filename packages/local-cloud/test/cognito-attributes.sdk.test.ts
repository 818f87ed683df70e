import {
  AdminDeleteUserAttributesCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  DeleteUserAttributesCommand,
  DeleteUserCommand,
  GetUserAttributeVerificationCodeCommand,
  GetUserCommand,
  UpdateUserAttributesCommand,
  VerifyUserAttributeCommand,
  type CreateUserPoolCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cognitoidp } from "../src/services/cognitoidp/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { aPool, asMap, attributes, aUser, codeFor, signIn, wrong } from "./cognito-fixtures.ts";

let local: TestCloud;
let pools: CognitoIdentityProviderClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [cognitoidp] });
  pools = local.client(CognitoIdentityProviderClient);
});
afterAll(() => local.stop());

async function signedIn(settings: Partial<CreateUserPoolCommandInput> = {}) {
  const pool = await aPool(
    pools,
    {
      Schema: [
        { Name: "clientId", AttributeDataType: "String", Mutable: true },
        {
          Name: "born",
          AttributeDataType: "Number",
          Mutable: false,
          NumberAttributeConstraints: { MinValue: "1900" },
        },
        {
          Name: "plan",
          AttributeDataType: "String",
          StringAttributeConstraints: { MaxLength: "4" },
        },
      ],
      ...settings,
    },
    {
      ReadAttributes: ["email", "email_verified", "custom:clientId", "nickname"],
      WriteAttributes: ["email", "nickname", "custom:born", "custom:plan"],
    },
  );
  const Username = await aUser(pools, pool.UserPoolId, {
    "custom:clientId": "c-1",
    "custom:born": "1990",
  });
  const { AccessToken } = await signIn(pools, pool.ClientId, Username);
  const own = async () =>
    asMap((await pools.send(new GetUserCommand({ AccessToken }))).UserAttributes);
  const all = async () =>
    asMap(
      (await pools.send(new AdminGetUserCommand({ UserPoolId: pool.UserPoolId, Username })))
        .UserAttributes,
    );
  const update = (map: Record<string, string>) =>
    pools.send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: attributes(map) }));
  return { ...pool, Username, AccessToken, own, all, update };
}

describe("a user's own attributes", () => {
  test("are shown as far as the client may read", async () => {
    const { own } = await signedIn();
    expect(Object.keys(await own()).sort()).toEqual([
      "custom:clientId",
      "email",
      "email_verified",
      "sub",
    ]);
  });

  test.each(["custom:clientId", "email_verified", "phone_number", "sub", "custom:nothing"])(
    "cannot be changed where the client may not write: %s",
    async (name) => {
      const { update, all } = await signedIn();
      const before = await all();
      await expect(update({ nickname: "n", [name]: "true" })).rejects.toMatchObject({
        name: "NotAuthorizedException",
        message: "A client attempted to write unauthorized attribute",
      });
      expect(await all()).toEqual(before);
    },
  );

  test("keep what is immutable, and what the schema asks of values", async () => {
    const { update, all } = await signedIn();
    await expect(update({ "custom:born": "1991" })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "user.custom:born: Attribute cannot be updated.",
    });
    await expect(update({ "custom:plan": "fives" })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("String must be no longer than 4 characters"),
    });
    await expect(update({ email: "not an address" })).rejects.toMatchObject({
      message: expect.stringContaining("email: Invalid email address format."),
    });
    await update({ "custom:plan": "free" });
    expect(await all()).toMatchObject({ "custom:plan": "free", "custom:born": "1990" });
  });

  test("are taken away by an empty value or by name", async () => {
    const { update, all, AccessToken } = await signedIn();
    await update({ nickname: "n", "custom:plan": "free" });
    await update({ nickname: "" });
    await pools.send(
      new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ["custom:plan"] }),
    );
    expect(await all()).not.toHaveProperty("nickname");
    expect(await all()).not.toHaveProperty("custom:plan");
    await expect(
      pools.send(
        new DeleteUserAttributesCommand({ AccessToken, UserAttributeNames: ["custom:clientId"] }),
      ),
    ).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });
});

const verify = (AccessToken: string, Code: string) =>
  pools.send(new VerifyUserAttributeCommand({ AccessToken, AttributeName: "email", Code }));

describe("a new address", () => {
  test("counts at once, but is unverified until its code comes back", async () => {
    const { update, all, AccessToken } = await signedIn();
    const email = "moved@example.com";
    const { CodeDeliveryDetailsList } = await update({ email });
    expect(CodeDeliveryDetailsList).toEqual([
      { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "m***@e***" },
    ]);
    expect(await all()).toMatchObject({ email, email_verified: "false" });
    const code = codeFor(local, email);
    await expect(verify(AccessToken, wrong(code))).rejects.toMatchObject({
      name: "CodeMismatchException",
    });
    await verify(AccessToken, code);
    expect(await all()).toMatchObject({ email, email_verified: "true" });
  });

  test("waits for its code where the pool wants it verified before", async () => {
    const { update, all, AccessToken } = await signedIn({
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
    });
    const { email: old } = await all();
    const email = "waiting@example.com";
    await update({ email });
    expect(await all()).toMatchObject({ email: old, email_verified: "true" });
    await pools.send(
      new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: "email" }),
    );
    await verify(AccessToken, codeFor(local, email));
    expect(await all()).toMatchObject({ email, email_verified: "true" });
  });
});

test("administrators change every mutable attribute, and vouch for addresses", async () => {
  const { UserPoolId, Username, all } = await signedIn();
  const update = (map: Record<string, string>) =>
    pools.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId,
        Username,
        UserAttributes: attributes(map),
      }),
    );
  await update({ "custom:clientId": "c-2", email: "vouched@example.com", email_verified: "true" });
  expect(await all()).toMatchObject({
    "custom:clientId": "c-2",
    email: "vouched@example.com",
    email_verified: "true",
  });
  expect(local.cloud.inbox.read("vouched@example.com")).toEqual([]);
  await expect(update({ "custom:born": "2000" })).rejects.toMatchObject({
    name: "InvalidParameterException",
  });
  await expect(update({ sub: "x" })).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(update({ "custom:nothing": "x" })).rejects.toMatchObject({
    message:
      "Attributes did not conform to the schema: custom:nothing: Attribute does not exist in the schema.\n",
  });
  const UserAttributeNames = ["custom:clientId"];
  await pools.send(
    new AdminDeleteUserAttributesCommand({ UserPoolId, Username, UserAttributeNames }),
  );
  expect(await all()).not.toHaveProperty("custom:clientId");
});

test("a user who goes takes the tokens along", async () => {
  const { AccessToken, UserPoolId, Username } = await signedIn();
  await pools.send(new DeleteUserCommand({ AccessToken }));
  await expect(pools.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
    name: "UserNotFoundException",
  });
  await expect(pools.send(new AdminGetUserCommand({ UserPoolId, Username }))).rejects.toMatchObject(
    { name: "UserNotFoundException", message: "User does not exist." },
  );
});

import {
  AdminConfirmSignUpCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  type SignUpCommandInput,
} from "@aws-sdk/client-cognito-identity-provider";
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cognitoidp } from "../src/services/cognitoidp/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import {
  aPool,
  asMap,
  attributes,
  aUser,
  codeFor,
  PASSWORD,
  signIn,
  wrong,
} from "./cognito-fixtures.ts";

const HOUR_MS = 3_600_000;

let local: TestCloud;
let pools: CognitoIdentityProviderClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [cognitoidp] });
  pools = local.client(CognitoIdentityProviderClient);
});
afterAll(() => local.stop());

let names = 0;

function signUp(ClientId: string, over: Partial<SignUpCommandInput> = {}) {
  names += 1;
  const Username = over.Username ?? `new${names}`;
  const email = `${Username.replaceAll("@", ".")}@example.com`;
  const command = new SignUpCommand({
    ClientId,
    Password: PASSWORD,
    UserAttributes: attributes({ email }),
    ...over,
    Username,
  });
  return { Username, email, answer: pools.send(command) };
}

function confirm(ClientId: string, Username: string, ConfirmationCode: string) {
  return pools.send(new ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));
}

describe("a sign-up", () => {
  test("is confirmed by the code that the inbox receives, and verifies the address", async () => {
    const { UserPoolId, ClientId } = await aPool(pools);
    const { Username, email, answer } = signUp(ClientId);
    expect(await answer).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: {
        AttributeName: "email",
        DeliveryMedium: "EMAIL",
        Destination: "n***@e***",
      },
    });
    await expect(signIn(pools, ClientId, Username)).rejects.toMatchObject({
      name: "UserNotConfirmedException",
      message: "User is not confirmed.",
    });
    await confirm(ClientId, Username, codeFor(local, email));
    const user = await pools.send(new AdminGetUserCommand({ UserPoolId, Username }));
    expect(user.UserStatus).toBe("CONFIRMED");
    expect(asMap(user.UserAttributes)).toMatchObject({ email, email_verified: "true" });
    const { AuthenticationResult } = await signIn(pools, ClientId, Username);
    expect(AuthenticationResult).toMatchObject({ ExpiresIn: 3600, TokenType: "Bearer" });
    await expect(confirm(ClientId, Username, "123456")).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "User cannot be confirmed. Current status is CONFIRMED",
    });
  });

  test("refuses wrong codes, and after five of them every code", async () => {
    const { ClientId } = await aPool(pools);
    const { Username, email, answer } = signUp(ClientId);
    await answer;
    const code = codeFor(local, email);
    for (let tries = 0; tries < 5; tries += 1) {
      await expect(confirm(ClientId, Username, wrong(code))).rejects.toMatchObject({
        name: "CodeMismatchException",
        message: "Invalid verification code provided, please try again.",
      });
    }
    await pools.send(new ResendConfirmationCodeCommand({ ClientId, Username }));
    await expect(confirm(ClientId, Username, codeFor(local, email))).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "Attempt limit exceeded, please try after some time.",
    });
    await local.cloud.clock.advance(HOUR_MS);
    await confirm(ClientId, Username, codeFor(local, email));
  });

  test("refuses a code after a day, and takes the one that is sent anew", async () => {
    const { ClientId } = await aPool(pools);
    const { Username, email, answer } = signUp(ClientId);
    await answer;
    await local.cloud.clock.advance(24 * HOUR_MS);
    await expect(confirm(ClientId, Username, codeFor(local, email))).rejects.toMatchObject({
      name: "ExpiredCodeException",
      message: "Invalid code provided, please request a code again.",
    });
    const { CodeDeliveryDetails } = await pools.send(
      new ResendConfirmationCodeCommand({ ClientId, Username }),
    );
    expect(CodeDeliveryDetails?.AttributeName).toBe("email");
    await confirm(ClientId, Username, codeFor(local, email));
  });

  test("is confirmed by an administrator without a code", async () => {
    const { UserPoolId, ClientId } = await aPool(pools);
    const { Username, answer } = signUp(ClientId);
    await answer;
    await pools.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }));
    const user = await pools.send(new AdminGetUserCommand({ UserPoolId, Username }));
    expect(user.UserStatus).toBe("CONFIRMED");
    expect(asMap(user.UserAttributes)["email_verified"]).toBeUndefined();
  });

  test.each([
    { Password: "Sh0rt!", message: "Password not long enough" },
    { Password: "no-upper-case-1", message: "Password must have uppercase characters" },
    { Password: "NO-LOWER-CASE-1", message: "Password must have lowercase characters" },
    { Password: "No-Number-Here", message: "Password must have numeric characters" },
    { Password: "NoSymbolHere1", message: "Password must have symbol characters" },
  ])("refuses the password $Password", async ({ Password, message }) => {
    const { ClientId } = await aPool(pools);
    await expect(signUp(ClientId, { Password }).answer).rejects.toMatchObject({
      name: "InvalidPasswordException",
      message: `Password did not conform with policy: ${message}`,
    });
  });

  test("takes a name only once, also when two ask at the same time", async () => {
    const { ClientId } = await aPool(pools);
    const results = await Promise.allSettled([
      signUp(ClientId, { Username: "twin" }).answer,
      signUp(ClientId, { Username: "twin" }).answer,
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(signUp(ClientId, { Username: "twin" }).answer).rejects.toMatchObject({
      name: "UsernameExistsException",
      message: "User already exists",
    });
  });

  test("needs the attributes of the schema, and only those that the client may write", async () => {
    const { ClientId } = await aPool(
      pools,
      {
        Schema: [
          { Name: "email", Required: true, AttributeDataType: "String" },
          { Name: "plan", AttributeDataType: "String", Mutable: true },
          { Name: "clientId", AttributeDataType: "String", Mutable: true },
        ],
      },
      { WriteAttributes: ["email", "custom:plan"], ReadAttributes: ["email", "custom:clientId"] },
    );
    await expect(signUp(ClientId, { UserAttributes: [] }).answer).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Attributes did not conform to the schema: email: The attribute is required\n",
    });
    const stolen = attributes({ email: "a@example.com", "custom:clientId": "mine" });
    await expect(signUp(ClientId, { UserAttributes: stolen }).answer).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "A client attempted to write unauthorized attribute",
    });
    const verified = attributes({ email: "a@example.com", email_verified: "true" });
    await expect(signUp(ClientId, { UserAttributes: verified }).answer).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
    const good = attributes({ email: "a@example.com", "custom:plan": "free" });
    expect(await signUp(ClientId, { UserAttributes: good }).answer).toMatchObject({
      UserConfirmed: false,
    });
  });

  test("is refused where only administrators make users", async () => {
    const { ClientId } = await aPool(pools, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    await expect(signUp(ClientId).answer).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "SignUp is not permitted for this user pool",
    });
  });

  test("proves the secret of its client", async () => {
    const { ClientId, ClientSecret } = await aPool(pools, {}, { GenerateSecret: true });
    await expect(signUp(ClientId).answer).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
    });
    await expect(signUp(ClientId, { SecretHash: "bad" }).answer).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: `Unable to verify secret hash for client ${ClientId}`,
    });
    const SecretHash = createHmac("sha256", ClientSecret)
      .update(`proven${ClientId}`)
      .digest("base64");
    const { answer } = signUp(ClientId, { Username: "proven", SecretHash });
    expect(await answer).toMatchObject({ UserConfirmed: false });
  });
});

describe("names of users", () => {
  test("are addresses where the pool wants it, and the sub inside", async () => {
    const { ClientId, UserPoolId } = await aPool(pools, {
      UsernameAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: false },
    });
    await expect(signUp(ClientId, { Username: "plain" }).answer).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Username should be an email.",
    });
    const Username = "Ada@example.com";
    const { UserSub } = await signUp(ClientId, { Username, UserAttributes: [] }).answer;
    await confirm(ClientId, Username, codeFor(local, Username));
    const user = await pools.send(
      new AdminGetUserCommand({ UserPoolId, Username: "ada@EXAMPLE.com" }),
    );
    expect(user.Username).toBe(UserSub);
    expect(asMap(user.UserAttributes)["email"]).toBe(Username);
    await expect(
      signUp(ClientId, { Username: "ada@example.com", UserAttributes: [] }).answer,
    ).rejects.toMatchObject({
      name: "UsernameExistsException",
      message: "An account with the given email already exists.",
    });
  });

  test("have a verified address as another name, which moves only when that is forced", async () => {
    const { ClientId, UserPoolId } = await aPool(pools, { AliasAttributes: ["email"] });
    const email = "shared@example.com";
    const first = await aUser(pools, UserPoolId, { email });
    expect((await signIn(pools, ClientId, email)).AccessToken).not.toBe("");
    await expect(signUp(ClientId, { Username: email }).answer).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Username cannot be of email format, since user pool is configured for email alias.",
    });
    const { Username, answer } = signUp(ClientId, { UserAttributes: attributes({ email }) });
    await answer;
    await expect(confirm(ClientId, Username, codeFor(local, email))).rejects.toMatchObject({
      name: "AliasExistsException",
      message: "An account with the email already exists.",
    });
    await pools.send(
      new ConfirmSignUpCommand({
        ClientId,
        Username,
        ConfirmationCode: codeFor(local, email),
        ForceAliasCreation: true,
      }),
    );
    const byAlias = await pools.send(new AdminGetUserCommand({ UserPoolId, Username: email }));
    expect(byAlias.Username).toBe(Username);
    const before = await pools.send(new AdminGetUserCommand({ UserPoolId, Username: first }));
    expect(asMap(before.UserAttributes)["email_verified"]).toBe("false");
  });

  test("tell nothing of who is there to clients that hide it", async () => {
    const { ClientId, UserPoolId } = await aPool(
      pools,
      {},
      { PreventUserExistenceErrors: "ENABLED" },
    );
    const open = await aPool(pools);
    const Username = await aUser(pools, UserPoolId);
    await expect(signIn(pools, ClientId, "nobody")).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    await expect(confirm(ClientId, "nobody", "123456")).rejects.toMatchObject({
      name: "ExpiredCodeException",
    });
    await expect(confirm(open.ClientId, "nobody", "123456")).rejects.toMatchObject({
      name: "UserNotFoundException",
      message: "Username/client id combination not found.",
    });
    await expect(
      pools.send(new ResendConfirmationCodeCommand({ ClientId, Username })),
    ).rejects.toMatchObject({ message: "User is already confirmed." });
    const simulated = await pools.send(
      new ResendConfirmationCodeCommand({ ClientId, Username: "nobody@example.com" }),
    );
    expect(simulated.CodeDeliveryDetails?.Destination).toBe("n***@e***");
  });
});

import {
  AddCustomAttributesCommand,
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
  CreateUserPoolCommand,
  DeleteGroupCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetGroupCommand,
  GetUserCommand,
  GetUserPoolMfaConfigCommand,
  ListGroupsCommand,
  ListTagsForResourceCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateGroupCommand,
  UpdateUserPoolClientCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { IAMClient, CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cognitoidp } from "../src/services/cognitoidp/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { aClient, aPool, aUser, signIn } from "./cognito-fixtures.ts";

let local: TestCloud;
let pools: CognitoIdentityProviderClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [cognitoidp] });
  pools = local.client(CognitoIdentityProviderClient);
});
afterAll(() => local.stop());

describe("a user pool", () => {
  test("shows its settings and what is filled in", async () => {
    const { UserPoolId, Arn } = await aPool(pools, {
      Schema: [
        { Name: "email", Required: true },
        { Name: "clientId", AttributeDataType: "String", Mutable: false },
      ],
      UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
      UserPoolTags: { service: "people" },
    });
    expect(UserPoolId).toMatch(/^eu-west-1_[A-Za-z0-9]{9}$/);
    await pools.send(
      new AddCustomAttributesCommand({
        UserPoolId,
        CustomAttributes: [{ Name: "age", AttributeDataType: "Number" }],
      }),
    );
    const { UserPool } = await pools.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({
      Arn: `arn:aws:cognito-idp:eu-west-1:000000000000:userpool/${UserPoolId}`,
      Name: "people",
      MfaConfiguration: "OFF",
      DeletionProtection: "INACTIVE",
      EstimatedNumberOfUsers: 0,
      UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" },
      Policies: { PasswordPolicy: { MinimumLength: 8, TemporaryPasswordValidityDays: 7 } },
      UserPoolTags: { service: "people" },
      CreationDate: expect.any(Date),
    });
    const schema = new Map(UserPool?.SchemaAttributes?.map((one) => [one.Name, one]));
    expect(schema.size).toBe(22);
    expect(schema.get("email")).toMatchObject({ Required: true, Mutable: true });
    expect(schema.get("custom:clientId")).toMatchObject({ Required: false, Mutable: false });
    expect(schema.get("custom:age")).toMatchObject({ AttributeDataType: "Number" });
    expect(Arn).toBe(UserPool?.Arn);
    expect(await pools.send(new GetUserPoolMfaConfigCommand({ UserPoolId }))).toMatchObject({
      MfaConfiguration: "OFF",
    });
  });

  test("is protected from deletion until it is updated, and then gone with all that it held", async () => {
    const { UserPoolId, ClientId } = await aPool(pools, { DeletionProtection: "ACTIVE" });
    const name = await aUser(pools, UserPoolId);
    const { AccessToken } = await signIn(pools, ClientId, name);
    await expect(pools.send(new DeleteUserPoolCommand({ UserPoolId }))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message:
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
    });
    await pools.send(
      new UpdateUserPoolCommand({ UserPoolId, DeletionProtection: "INACTIVE", PoolName: "gone" }),
    );
    const { UserPools = [] } = await pools.send(new ListUserPoolsCommand({ MaxResults: 60 }));
    expect(UserPools.find(({ Id }) => Id === UserPoolId)?.Name).toBe("gone");
    await pools.send(new DeleteUserPoolCommand({ UserPoolId }));
    await expect(pools.send(new DescribeUserPoolCommand({ UserPoolId }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `User pool ${UserPoolId} does not exist.`,
    });
    await expect(pools.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
    await expect(signIn(pools, ClientId, name)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test.each([
    { what: "MfaConfiguration", settings: { MfaConfiguration: "ON" } },
    { what: "LambdaConfig.UserMigration", settings: { LambdaConfig: { UserMigration: "arn" } } },
    {
      what: "Policies.SignInPolicy",
      settings: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["EMAIL_OTP"] } } },
    },
  ] as const)("says that $what is not emulated", async ({ what, settings }) => {
    const create = new CreateUserPoolCommand({
      PoolName: "p",
      ...structuredClone(settings),
    } as ConstructorParameters<typeof CreateUserPoolCommand>[0]);
    await expect(pools.send(create)).rejects.toMatchObject({
      name: "NotEmulated",
      message: expect.stringContaining(what),
      $metadata: { httpStatusCode: 501 },
    });
  });

  test("has tags", async () => {
    const { Arn: ResourceArn } = await aPool(pools, { UserPoolTags: { a: "1" } });
    await pools.send(new TagResourceCommand({ ResourceArn, Tags: { b: "2" } }));
    await pools.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["a"] }));
    const { Tags } = await pools.send(new ListTagsForResourceCommand({ ResourceArn }));
    expect(Tags).toEqual({ b: "2" });
  });

  test("keeps users, keys and sign-ins when the process ends", async () => {
    const first = await startTestCloud({ plugins: [cognitoidp] });
    const before = first.client(CognitoIdentityProviderClient);
    const { UserPoolId, ClientId } = await aPool(before);
    const name = await aUser(before, UserPoolId);
    const { AccessToken } = await signIn(before, ClientId, name);
    const second = await first.restart();
    const after = second.client(CognitoIdentityProviderClient);
    expect(await after.send(new GetUserCommand({ AccessToken }))).toMatchObject({
      Username: name,
    });
    await signIn(after, ClientId, name);
  });
});

describe("an app client", () => {
  test("is made, changed and removed", async () => {
    const { UserPoolId, ClientId, ClientSecret } = await aPool(
      pools,
      {},
      { GenerateSecret: true, ReadAttributes: ["email"], WriteAttributes: ["email"] },
    );
    expect(ClientId).toMatch(/^[a-z0-9]{26}$/);
    expect(ClientSecret).toHaveLength(52);
    const update = (over: object) =>
      pools.send(new UpdateUserPoolClientCommand({ UserPoolId, ClientId, ...over }));
    await update({ ClientName: "mobile", PreventUserExistenceErrors: "ENABLED" });
    const { UserPoolClient } = await pools.send(
      new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
    );
    expect(UserPoolClient).toMatchObject({
      ClientName: "mobile",
      ClientSecret,
      RefreshTokenValidity: 30,
      PreventUserExistenceErrors: "ENABLED",
      EnableTokenRevocation: true,
    });
    expect(UserPoolClient?.ReadAttributes).toBeUndefined(); // an update replaces all settings
    await expect(
      update({ AccessTokenValidity: 2, TokenValidityUnits: { AccessToken: "days" } }),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
    await expect(update({ WriteAttributes: ["custom:none"] })).rejects.toMatchObject({
      message: "Invalid write attributes specified while creating a client",
    });
    await expect(update({ ReadAttributes: ["custom:none"] })).rejects.toMatchObject({
      message: "Invalid read attributes specified while creating a client",
    });
    await expect(update({ AllowedOAuthFlowsUserPoolClient: true })).rejects.toMatchObject({
      name: "NotEmulated",
    });
    const other = await aClient(pools, UserPoolId, { ClientName: "second" });
    const list = () => pools.send(new ListUserPoolClientsCommand({ UserPoolId }));
    expect((await list()).UserPoolClients).toHaveLength(2);
    await pools.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
    expect((await list()).UserPoolClients).toEqual([
      { UserPoolId, ClientId: other.ClientId, ClientName: "second" },
    ]);
  });
});

describe("groups", () => {
  test("are made, changed and removed, with their users", async () => {
    const { UserPoolId } = await aPool(pools);
    const Username = await aUser(pools, UserPoolId);
    const GroupName = "admins";
    const group = { UserPoolId, GroupName };
    await pools.send(new CreateGroupCommand({ ...group, Description: "all" }));
    await expect(pools.send(new CreateGroupCommand(group))).rejects.toMatchObject({
      name: "GroupExistsException",
    });
    await pools.send(new UpdateGroupCommand({ ...group, Precedence: 3 }));
    expect((await pools.send(new GetGroupCommand(group))).Group).toMatchObject({
      Description: "all",
      Precedence: 3,
    });
    await pools.send(new AdminAddUserToGroupCommand({ ...group, Username }));
    const inGroup = async () => (await pools.send(new ListUsersInGroupCommand(group))).Users;
    const ofUser = async () =>
      (await pools.send(new AdminListGroupsForUserCommand({ UserPoolId, Username }))).Groups;
    expect((await inGroup())?.map((user) => user.Username)).toEqual([Username]);
    expect((await ofUser())?.map((one) => one.GroupName)).toEqual([GroupName]);
    await pools.send(new AdminRemoveUserFromGroupCommand({ ...group, Username }));
    expect(await inGroup()).toEqual([]);
    await pools.send(new AdminAddUserToGroupCommand({ ...group, Username }));
    await pools.send(new DeleteGroupCommand(group));
    expect(await ofUser()).toEqual([]);
    expect((await pools.send(new ListGroupsCommand({ UserPoolId }))).Groups).toEqual([]);
    await expect(pools.send(new GetGroupCommand(group))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Group not found.",
    });
  });
});

describe("the users of a pool", () => {
  test("are listed by filter and page", async () => {
    const { UserPoolId } = await aPool(pools);
    for (const name of ["amy", "ann", "bob"]) {
      await aUser(pools, UserPoolId, { given_name: name, email: `${name}@example.com` }, name);
    }
    const names = async (Filter: string) => {
      const { Users = [] } = await pools.send(new ListUsersCommand({ UserPoolId, Filter }));
      return Users.map(({ Username }) => Username);
    };
    expect(await names('username ^= "a"')).toEqual(["amy", "ann"]);
    expect(await names('email = "bob@example.com"')).toEqual(["bob"]);
    expect(await names('cognito:user_status = "CONFIRMED"')).toHaveLength(3);
    expect(await names('status = "Disabled"')).toEqual([]);
    for (const bad of ["username", 'custom:x = "1"', 'username != "a"', 'toString = "x"']) {
      await expect(names(bad)).rejects.toMatchObject({ name: "InvalidParameterException" });
    }
    const page = await pools.send(
      new ListUsersCommand({ UserPoolId, Limit: 2, AttributesToGet: ["given_name"] }),
    );
    expect(page.Users?.map(({ Attributes }) => Attributes)).toEqual([
      [{ Name: "given_name", Value: "amy" }],
      [{ Name: "given_name", Value: "ann" }],
    ]);
    const { PaginationToken } = page;
    const rest = await pools.send(new ListUsersCommand({ UserPoolId, Limit: 2, PaginationToken }));
    expect(rest.Users?.map(({ Username }) => Username)).toEqual(["bob"]);
    await pools.send(new AdminDeleteUserCommand({ UserPoolId, Username: "bob" }));
    expect(await names('username = "bob"')).toEqual([]);
  });
});

test("administrators need permission on the pool, users only their tokens", async () => {
  const strict = await startTestCloud({ enforcePermissions: true });
  const root = strict.client(CognitoIdentityProviderClient);
  const { UserPoolId, ClientId, Arn } = await aPool(root);
  const other = await aPool(root);
  const name = await aUser(root, UserPoolId);
  const iam = strict.client(IAMClient);
  const trust = { Effect: "Allow", Principal: { AWS: "000000000000" }, Action: "sts:AssumeRole" };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "support",
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    }),
  );
  const allow = { Effect: "Allow", Action: "cognito-idp:ListUsers", Resource: Arn };
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "support",
      PolicyName: "p",
      PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [allow] }),
    }),
  );
  const { Credentials } = await strict
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "s" }));
  const support = strict.client(CognitoIdentityProviderClient, {
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
    },
  });
  const { Users } = await support.send(new ListUsersCommand({ UserPoolId }));
  expect(Users).toHaveLength(1);
  const denied = { name: "AccessDeniedException" };
  await expect(
    support.send(new ListUsersCommand({ UserPoolId: other.UserPoolId })),
  ).rejects.toMatchObject(denied);
  await expect(
    support.send(new AdminDeleteUserCommand({ UserPoolId, Username: name })),
  ).rejects.toMatchObject(denied);
  const { AccessToken } = await signIn(support, ClientId, name);
  expect(await support.send(new GetUserCommand({ AccessToken }))).toMatchObject({
    Username: name,
  });
});

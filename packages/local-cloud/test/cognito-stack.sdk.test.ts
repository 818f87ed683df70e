import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListGroupsCommand,
  ListUserPoolsCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { aUser, signIn } from "./cognito-fixtures.ts";
import { settledStack } from "./stack-status.ts";

const StackName = "people";
const UserPoolId = { Ref: "People" };
const get = (id: string, name: string) => ({ "Fn::GetAtt": [id, name] });

function aTemplate(over: { minimum: number; schema?: object[]; nickname?: boolean }): string {
  const attribute = { Name: "clientId", AttributeDataType: "String", Mutable: true };
  return JSON.stringify({
    Resources: {
      People: {
        Type: "AWS::Cognito::UserPool",
        Properties: {
          AutoVerifiedAttributes: ["email"],
          Policies: { PasswordPolicy: { MinimumLength: over.minimum, RequireSymbols: true } },
          Schema: [attribute, ...(over.schema ?? [])],
          UserPoolTags: { owner: "team" },
        },
      },
      Web: {
        Type: "AWS::Cognito::UserPoolClient",
        Properties: {
          UserPoolId,
          GenerateSecret: false,
          ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
          ReadAttributes: ["email", "custom:clientId"],
          WriteAttributes: over.nickname === true ? ["email", "nickname"] : ["email"],
        },
      },
      Machine: {
        Type: "AWS::Cognito::UserPoolClient",
        Properties: { UserPoolId, GenerateSecret: "true" },
      },
      Admins: {
        Type: "AWS::Cognito::UserPoolGroup",
        Properties: { UserPoolId, GroupName: "admins", Precedence: 1 },
      },
    },
    Outputs: {
      Pool: { Value: UserPoolId },
      Arn: { Value: get("People", "Arn") },
      Url: { Value: get("People", "ProviderURL") },
      Name: { Value: get("People", "ProviderName") },
      Client: { Value: { Ref: "Web" } },
      Secret: { Value: get("Machine", "ClientSecret") },
    },
  });
}

test("a stack makes a pool with its clients, changes it without losing users, and removes it", async () => {
  const local = await startTestCloud();
  const stacks = local.client(CloudFormationClient);
  const pools = local.client(CognitoIdentityProviderClient);
  await stacks.send(new CreateStackCommand({ StackName, TemplateBody: aTemplate({ minimum: 8 }) }));
  const outputsNow = async () => {
    const { StackStatus, Outputs = [] } = await settledStack(stacks, StackName);
    const values = Object.fromEntries(
      Outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
    );
    return { StackStatus, ...values } as Record<string, string>;
  };
  const made = await outputsNow();
  expect(made["StackStatus"]).toBe("CREATE_COMPLETE");
  const { Pool = "", Client = "", Url = "", Name, Arn, Secret } = made;
  expect(Url).toBe(`${local.endpoint}/${Pool}`);
  expect(`http://${Name}`).toBe(Url);
  expect(Arn).toContain(`:userpool/${Pool}`);
  expect(Secret).toHaveLength(52);

  const user = await aUser(pools, Pool, { "custom:clientId": "c-1" });
  const { IdToken } = await signIn(pools, Client, user);
  expect(decodeJwt(IdToken)).toMatchObject({ iss: Url, "custom:clientId": "c-1" });

  const schema = [{ Name: "plan", AttributeDataType: "String" }];
  const TemplateBody = aTemplate({ minimum: 12, schema, nickname: true });
  await stacks.send(new UpdateStackCommand({ StackName, TemplateBody }));
  expect(await outputsNow()).toMatchObject({ StackStatus: "UPDATE_COMPLETE", Pool, Client });
  const { UserPool } = await pools.send(new DescribeUserPoolCommand({ UserPoolId: Pool }));
  expect(UserPool).toMatchObject({
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
    UserPoolTags: { owner: "team" },
    EstimatedNumberOfUsers: 1,
    AutoVerifiedAttributes: ["email"],
  });
  expect(UserPool?.SchemaAttributes?.map((one) => one.Name)).toContain("custom:plan");
  const { UserPoolClient } = await pools.send(
    new DescribeUserPoolClientCommand({ UserPoolId: Pool, ClientId: Client }),
  );
  expect(UserPoolClient?.WriteAttributes).toEqual(["email", "nickname"]);
  const { Groups = [] } = await pools.send(new ListGroupsCommand({ UserPoolId: Pool }));
  expect(Groups.map(({ GroupName }) => GroupName)).toEqual(["admins"]);
  await signIn(pools, Client, user);

  await stacks.send(new DeleteStackCommand({ StackName }));
  await expect
    .poll(async () => (await pools.send(new ListUserPoolsCommand({ MaxResults: 10 }))).UserPools, {
      timeout: 20_000,
    })
    .toEqual([]);
});

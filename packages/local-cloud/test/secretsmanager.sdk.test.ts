import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import {
  BatchGetSecretValueCommand,
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { settledStack } from "./stack-status.ts";

let local: TestCloud;
let client: SecretsManagerClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true });
  client = local.client(SecretsManagerClient);
});

afterAll(async () => local.stop());

/** A token of the length that the API wants, by a short name. */
function token(name: string): string {
  return name.padEnd(32, "-");
}

async function create(Name: string, SecretString = "one") {
  const ClientRequestToken = token("v1");
  return client.send(new CreateSecretCommand({ Name, SecretString, ClientRequestToken }));
}

async function put(SecretId: string, SecretString: string, version: string, more: object = {}) {
  const ClientRequestToken = token(version);
  return client.send(
    new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken, ...more }),
  );
}

async function value(SecretId: string, more: object = {}): Promise<string | undefined> {
  const answer = await client.send(new GetSecretValueCommand({ SecretId, ...more }));
  return answer.SecretString;
}

describe("a secret", () => {
  test("is read by its name, its ARN and its ARN without the suffix", async () => {
    const { ARN = "" } = await create("app/db");
    expect(ARN).toMatch(
      /^arn:aws:secretsmanager:eu-west-1:000000000000:secret:app\/db-[A-Za-z0-9]{6}$/u,
    );
    expect(await value("app/db")).toBe("one");
    expect(await value(ARN)).toBe("one");
    expect(await value(ARN.slice(0, -7))).toBe("one");
    await expect(value(`${ARN.slice(0, -6)}wrong0`)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
    await expect(create("app/db", "two")).rejects.toMatchObject({
      name: "ResourceExistsException",
    });
    expect(await create("app/db")).toMatchObject({ ARN });
  });

  test("keeps bytes", async () => {
    const SecretBinary = new Uint8Array([0, 255, 10]);
    await client.send(new CreateSecretCommand({ Name: "bytes", SecretBinary }));
    const answer = await client.send(new GetSecretValueCommand({ SecretId: "bytes" }));
    expect(answer.SecretBinary).toEqual(SecretBinary);
    expect(answer.SecretString).toBeUndefined();
  });

  test("moves AWSCURRENT to a new value and AWSPREVIOUS to the one before", async () => {
    await create("staged");
    await put("staged", "two", "v2");
    await put("staged", "three", "v3");
    expect(await value("staged")).toBe("three");
    expect(await value("staged", { VersionStage: "AWSPREVIOUS" })).toBe("two");
    expect(await value("staged", { VersionId: token("v1") })).toBe("one");
    const { VersionIdsToStages } = await client.send(
      new DescribeSecretCommand({ SecretId: "staged" }),
    );
    expect(VersionIdsToStages).toEqual({
      [token("v2")]: ["AWSPREVIOUS"],
      [token("v3")]: ["AWSCURRENT"],
    });
    const { Versions } = await client.send(
      new ListSecretVersionIdsCommand({ SecretId: "staged", IncludeDeprecated: true }),
    );
    expect(Versions).toHaveLength(3);
  });

  test("takes the same token once: again with its value, an error with another", async () => {
    await create("tokens");
    await put("tokens", "two", "v2");
    await put("tokens", "two", "v2");
    await expect(put("tokens", "other", "v2")).rejects.toMatchObject({
      name: "ResourceExistsException",
    });
    expect(await value("tokens", { VersionStage: "AWSPREVIOUS" })).toBe("one");
  });

  test("moves a label of a rotation by hand", async () => {
    await create("rotated");
    await put("rotated", "two", "v2", { VersionStages: ["AWSPENDING"] });
    expect(await value("rotated")).toBe("one");
    const move = {
      SecretId: "rotated",
      VersionStage: "AWSCURRENT",
      MoveToVersionId: token("v2"),
    };
    await expect(client.send(new UpdateSecretVersionStageCommand(move))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    await client.send(
      new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: token("v1") }),
    );
    expect(await value("rotated")).toBe("two");
    expect(await value("rotated", { VersionStage: "AWSPREVIOUS" })).toBe("one");
  });

  test("is updated, tagged and listed", async () => {
    await create("listed/a");
    await create("listed/b");
    const SecretId = "listed/a";
    await client.send(
      new UpdateSecretCommand({ SecretId, Description: "first", SecretString: "two" }),
    );
    expect(await value(SecretId)).toBe("two");
    const Tags = [
      { Key: "team", Value: "red" },
      { Key: "old", Value: "x" },
    ];
    await client.send(new TagResourceCommand({ SecretId, Tags }));
    await client.send(new UntagResourceCommand({ SecretId, TagKeys: ["old"] }));
    const list = async (...Filters: { Key: "name" | "tag-key"; Values: string[] }[]) => {
      const { SecretList } = await client.send(
        new ListSecretsCommand({ Filters, SortOrder: "asc" }),
      );
      return SecretList?.map(({ Name, Description, Tags: tags }) => [Name, Description, tags]);
    };
    expect(await list({ Key: "name", Values: ["listed/"] })).toEqual([
      ["listed/a", "first", [{ Key: "team", Value: "red" }]],
      ["listed/b", undefined, []],
    ]);
    expect(await list({ Key: "tag-key", Values: ["team"] })).toHaveLength(1);
    const { SecretValues, Errors } = await client.send(
      new BatchGetSecretValueCommand({ SecretIdList: ["listed/b", "listed/none"] }),
    );
    expect(SecretValues).toMatchObject([{ Name: "listed/b", SecretString: "one" }]);
    expect(Errors).toMatchObject([
      { SecretId: "listed/none", ErrorCode: "ResourceNotFoundException" },
    ]);
  });

  test("can be restored until its recovery window ends", async () => {
    await create("deleted");
    await client.send(new DeleteSecretCommand({ SecretId: "deleted", RecoveryWindowInDays: 7 }));
    await expect(value("deleted")).rejects.toMatchObject({ name: "InvalidRequestException" });
    await client.send(new RestoreSecretCommand({ SecretId: "deleted" }));
    expect(await value("deleted")).toBe("one");
    await client.send(
      new DeleteSecretCommand({ SecretId: "deleted", ForceDeleteWithoutRecovery: true }),
    );
    await expect(value("deleted")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("stores how it is to be rotated, and refuses to rotate now", async () => {
    await create("rotation");
    const rotate = {
      SecretId: "rotation",
      RotationLambdaARN: "arn:aws:lambda:eu-west-1:000000000000:function:rotate",
      RotationRules: { AutomaticallyAfterDays: 30 },
    };
    await expect(client.send(new RotateSecretCommand(rotate))).rejects.toThrow("not emulated");
    await client.send(new RotateSecretCommand({ ...rotate, RotateImmediately: false }));
    const describe_ = new DescribeSecretCommand({ SecretId: "rotation" });
    expect(await client.send(describe_)).toMatchObject({
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
    await client.send(new CancelRotateSecretCommand({ SecretId: "rotation" }));
    expect(await client.send(describe_)).toMatchObject({ RotationEnabled: false });
  });

  test("has a resource policy", async () => {
    await create("shared");
    const SecretId = "shared";
    const ResourcePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await expect(
      client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy: "{" })),
    ).rejects.toMatchObject({ name: "MalformedPolicyDocumentException" });
    await client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
    const get = new GetResourcePolicyCommand({ SecretId });
    expect(await client.send(get)).toMatchObject({ ResourcePolicy });
    await client.send(new DeleteResourcePolicyCommand({ SecretId }));
    expect((await client.send(get)).ResourcePolicy).toBeUndefined();
  });
});

test("a random password has the length and the kinds of characters asked for", async () => {
  const { RandomPassword = "" } = await client.send(
    new GetRandomPasswordCommand({ PasswordLength: 40, ExcludePunctuation: true }),
  );
  expect(RandomPassword).toMatch(/^[A-Za-z0-9]{40}$/u);
  expect(RandomPassword).toMatch(/[a-z]/u);
  expect(RandomPassword).toMatch(/[A-Z]/u);
  expect(RandomPassword).toMatch(/\d/u);
});

/** A stack with a generated secret and a parameter that shows it. */
function template(description: string): string {
  return JSON.stringify({
    Resources: {
      Credentials: {
        Type: "AWS::SecretsManager::Secret",
        Properties: {
          Description: description,
          GenerateSecretString: {
            SecretStringTemplate: '{"username":"app"}',
            GenerateStringKey: "password",
            PasswordLength: 20,
            ExcludePunctuation: true,
          },
        },
      },
      Seen: {
        Type: "AWS::SSM::Parameter",
        Properties: {
          Name: "/seen",
          Type: "String",
          Value: {
            "Fn::Sub":
              "{{resolve:secretsmanager:${Credentials}:SecretString:username}}/{{resolve:secretsmanager:${Credentials}:SecretString:password}}",
          },
        },
      },
    },
  });
}

describe("a stack", () => {
  test("generates a secret once, and resolves references to its members", async () => {
    const stacks = local.client(CloudFormationClient);
    const StackName = "with-secret";
    await stacks.send(new CreateStackCommand({ StackName, TemplateBody: template("a") }));
    expect(await settledStack(stacks, StackName)).toMatchObject({ StackStatus: "CREATE_COMPLETE" });
    const read = async () => {
      const answer = await local.client(SSMClient).send(new GetParameterCommand({ Name: "/seen" }));
      return answer.Parameter?.Value ?? "";
    };
    const before = await read();
    expect(before).toMatch(/^app\/[A-Za-z0-9]{20}$/u);
    await stacks.send(new UpdateStackCommand({ StackName, TemplateBody: template("b") }));
    expect(await settledStack(stacks, StackName)).toMatchObject({ StackStatus: "UPDATE_COMPLETE" });
    const { SecretList = [] } = await client.send(
      new ListSecretsCommand({ Filters: [{ Key: "description", Values: ["b"] }] }),
    );
    expect(await value(SecretList[0]?.ARN ?? "")).toBe(
      JSON.stringify({ username: "app", password: before.slice("app/".length) }),
    );
    await stacks.send(new DeleteStackCommand({ StackName }));
    await expect
      .poll(async () => {
        const { SecretList: left = [] } = await client.send(
          new ListSecretsCommand({ Filters: [{ Key: "description", Values: ["b"] }] }),
        );
        return left.length;
      })
      .toBe(0);
  });
});

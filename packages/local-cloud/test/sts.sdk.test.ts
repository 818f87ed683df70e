import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  type Credentials,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { iam } from "../src/services/iam/index.ts";
import { sts } from "../src/services/sts/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

let local: TestCloud;
let client: STSClient;
let RoleArn: string;

beforeAll(async () => {
  local = await startTestCloud({ keep: true, plugins: [iam, sts] });
  client = local.client(STSClient);
  const statement = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
  const { Role } = await local.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName: "worker",
      AssumeRolePolicyDocument: JSON.stringify({ Statement: [statement] }),
    }),
  );
  RoleArn = Role?.Arn ?? "";
});

afterAll(async () => local.stop());

function as(credentials: Credentials | undefined): STSClient {
  return new STSClient({
    endpoint: local.endpoint,
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: {
      accessKeyId: credentials?.AccessKeyId ?? "",
      secretAccessKey: credentials?.SecretAccessKey ?? "",
      sessionToken: credentials?.SessionToken ?? "",
    },
  });
}

test("plain credentials are the root's", async () => {
  expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: "000000000000",
    Arn: "arn:aws:iam::000000000000:root",
    UserId: "000000000000",
  });
});

test("assumed credentials are the role's session", async () => {
  const input = { RoleArn, RoleSessionName: "job-1" };
  const { Credentials, AssumedRoleUser } = await client.send(new AssumeRoleCommand(input));
  const Arn = "arn:aws:sts::000000000000:assumed-role/worker/job-1";
  expect(AssumedRoleUser?.Arn).toBe(Arn);
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA/u);
  expect(await as(Credentials).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn,
    UserId: AssumedRoleUser?.AssumedRoleId,
  });
});

test("a role that is not there cannot be assumed", async () => {
  const ghost = "arn:aws:iam::000000000000:role/ghost";
  const assume = new AssumeRoleCommand({ RoleArn: ghost, RoleSessionName: "session" });
  await expect(client.send(assume)).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: arn:aws:iam::000000000000:root is not authorized to perform: sts:AssumeRole on resource: ${ghost}`,
    $metadata: { httpStatusCode: 403 },
  });
});

test("a session is no longer than its role allows", async () => {
  const input = { RoleArn, RoleSessionName: "long", DurationSeconds: 7200 };
  await expect(client.send(new AssumeRoleCommand(input))).rejects.toMatchObject({
    name: "ValidationError",
    message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  });
});

test("session tokens stand for the root", async () => {
  const { Credentials } = await client.send(new GetSessionTokenCommand({}));
  const identity = await as(Credentials).send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe("arn:aws:iam::000000000000:root");
});

test("an access key tells its account", async () => {
  const info = await client.send(new GetAccessKeyInfoCommand({ AccessKeyId: "A".repeat(20) }));
  expect(info.Account).toBe("000000000000");
});

test("web identities are not emulated, and say so", async () => {
  const assume = new AssumeRoleWithWebIdentityCommand({
    RoleArn,
    RoleSessionName: "web",
    WebIdentityToken: "token",
  });
  await expect(client.send(assume)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
});

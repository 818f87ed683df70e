import {
  CreateStreamCommand,
  GetRecordsCommand,
  KinesisClient,
  PutRecordCommand,
} from "@aws-sdk/client-kinesis";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, test } from "vitest";
import { startTestCloud } from "../src/testing.ts";
import { bytes, iterator } from "./kinesis-fixtures.ts";

const ROOT = "arn:aws:iam::000000000000:root";
const EVENTS = "arn:aws:kinesis:eu-west-1:000000000000:stream/events";

function aPolicy(statement: object): string {
  const Statement = [{ Effect: "Allow", ...statement }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

test("a role reads the stream that its policy names, and no other, and writes to none", async () => {
  const cloud = await startTestCloud({ enforcePermissions: true });
  const root = cloud.client(KinesisClient);
  for (const StreamName of ["events", "secrets"]) {
    await root.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
  }
  const iam = cloud.client(IAMClient);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "reader",
      AssumeRolePolicyDocument: aPolicy({ Principal: { AWS: ROOT }, Action: "sts:AssumeRole" }),
    }),
  );
  const Action = ["kinesis:GetShardIterator", "kinesis:GetRecords"];
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "reader",
      PolicyName: "read",
      PolicyDocument: aPolicy({ Action, Resource: EVENTS }),
    }),
  );
  const { Credentials } = await cloud
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "test" }));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const reader = cloud.client(KinesisClient, { credentials });

  const ShardIterator = await iterator(reader);
  expect((await reader.send(new GetRecordsCommand({ ShardIterator }))).Records).toEqual([]);
  const denied = { name: "AccessDeniedException" };
  await expect(iterator(reader, { StreamName: "secrets" })).rejects.toMatchObject(denied);
  const foreign = await iterator(root, { StreamName: "secrets" });
  await expect(
    reader.send(new GetRecordsCommand({ ShardIterator: foreign })),
  ).rejects.toMatchObject(denied);
  await expect(
    reader.send(
      new PutRecordCommand({ StreamName: "events", PartitionKey: "k", Data: bytes("x") }),
    ),
  ).rejects.toMatchObject(denied);
});

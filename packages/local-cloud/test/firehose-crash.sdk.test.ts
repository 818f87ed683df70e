import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
} from "@aws-sdk/client-firehose";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { expect, onTestFinished, test } from "vitest";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");

async function startProcess(dataDir: string) {
  const child: ChildProcess = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [{ ready: endpoint }] = (await once(child, "message")) as [{ ready: string }];
  const settings = {
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  const firehose = new FirehoseClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const advance = (advanceMs: number) =>
    fetch(`${endpoint}/_local/clock`, { method: "POST", body: JSON.stringify({ advanceMs }) });
  const iam = new IAMClient(settings);
  return { child, firehose, s3, iam, advance };
}

const policy = (statement: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", ...statement } });

/** A role that Firehose may take on to write objects. */
async function aRole(iam: IAMClient): Promise<string> {
  const RoleName = "firehose";
  const trust = { Principal: { Service: "firehose.amazonaws.com" }, Action: "sts:AssumeRole" };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }),
  );
  const PolicyDocument = policy({ Action: "s3:PutObject", Resource: "arn:aws:s3:::lake/*" });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "write", PolicyDocument }));
  return Role!.Arn!;
}

test("acknowledged records come to the bucket after kill -9", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const first = await startProcess(dataDir);
  await first.s3.send(new CreateBucketCommand({ Bucket: "lake" }));
  const RoleARN = await aRole(first.iam);
  const DeliveryStreamName = "clicks";
  await first.firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName,
      ExtendedS3DestinationConfiguration: { RoleARN, BucketARN: "arn:aws:s3:::lake" },
    }),
  );
  for (let batch = 0; batch < 10; batch += 1) {
    const Records = Array.from({ length: 50 }, (_, index) => ({
      Data: Buffer.from(`${batch * 50 + index}\n`),
    }));
    await first.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
  }
  const died = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await died;

  const second = await startProcess(dataDir);
  await second.advance(300_000);
  await expect
    .poll(async () => {
      const { Contents = [] } = await second.s3.send(new ListObjectsV2Command({ Bucket: "lake" }));
      const [object] = Contents;
      if (object === undefined) return [];
      const { Body } = await second.s3.send(
        new GetObjectCommand({ Bucket: "lake", Key: object.Key }),
      );
      return (await Body!.transformToString()).trim().split("\n");
    })
    .toEqual(Array.from({ length: 500 }, (_, index) => String(index)));
});

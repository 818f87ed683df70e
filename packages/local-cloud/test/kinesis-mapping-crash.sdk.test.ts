import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateStreamCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { CreateEventSourceMappingCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, onTestFinished, test } from "vitest";
import { putAll } from "./kinesis-fixtures.ts";
import { createRecorder } from "./lambda-fixtures.ts";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");
const RECORDS = 400;
const KEYS = 8;

async function startProcess(dataDir: string) {
  const child: ChildProcess = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [message] = (await once(child, "message")) as [{ ready: string }];
  const settings = {
    endpoint: message.ready,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  return { child, settings };
}

function policy(statement: object): string {
  const Statement = [{ Effect: "Allow", ...statement }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

async function createRole(iam: IAMClient): Promise<void> {
  const trust = { Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const role = { RoleName: "worker", AssumeRolePolicyDocument: policy(trust) };
  await iam.send(new CreateRoleCommand(role));
  const PolicyDocument = policy({ Action: "kinesis:*", Resource: "*" });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "worker", PolicyName: "read", PolicyDocument }),
  );
}

test("records go on where they were after kill -9: none is left out, each key in its order", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const first = await startProcess(dataDir);
  await createRole(new IAMClient(first.settings));
  const kinesis = new KinesisClient(first.settings);
  await kinesis.send(new CreateStreamCommand({ StreamName: "events", ShardCount: 2 }));
  const lambda = new LambdaClient(first.settings);
  const { read } = await createRecorder(
    lambda,
    `for (const r of event.Records) note(Buffer.from(r.kinesis.data, "base64").toString());`,
  );
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: "subject",
      EventSourceArn: "arn:aws:kinesis:eu-west-1:000000000000:stream/events",
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 5,
      ParallelizationFactor: 2,
    }),
  );
  const texts = Array.from({ length: RECORDS }, (_, n) => `${n % KEYS}:${n}`);
  await putAll(
    kinesis,
    texts.map((text) => [`key ${text.split(":")[0]}`, text]),
  );
  await expect.poll(() => read().length, { interval: 5 }).toBeGreaterThan(RECORDS / 10);

  const died = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await died;
  expect(read().length).toBeLessThan(RECORDS); // it was at work
  await startProcess(dataDir);

  await expect.poll(() => new Set(read()).size, { timeout: 15_000 }).toBe(RECORDS);
  const firsts = [...new Set(read().map(String))];
  for (const key of Array.from({ length: KEYS }, (_, n) => `${n}:`)) {
    const ofKey = (text: string): boolean => text.startsWith(key);
    expect(firsts.filter(ofKey)).toEqual(texts.filter(ofKey));
  }
});

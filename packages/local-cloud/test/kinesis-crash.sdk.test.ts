import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateStreamCommand, KinesisClient } from "@aws-sdk/client-kinesis";
import { expect, onTestFinished, test } from "vitest";
import { putAll, read, text } from "./kinesis-fixtures.ts";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");

async function startProcess(
  dataDir: string,
): Promise<{ child: ChildProcess; kinesis: KinesisClient }> {
  const child = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [message] = (await once(child, "message")) as [{ ready: string }];
  const kinesis = new KinesisClient({
    endpoint: message.ready,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  onTestFinished(() => kinesis.destroy());
  return { child, kinesis };
}

test("acknowledged records are there after kill -9, and the next ones come after them", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const first = await startProcess(dataDir);
  await first.kinesis.send(new CreateStreamCommand({ StreamName: "events", ShardCount: 1 }));
  const put = await putAll(
    first.kinesis,
    Array.from({ length: 100 }, (_, index) => ["k", String(index)] as const),
  );

  const died = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await died;

  const second = await startProcess(dataDir);
  const after = await putAll(second.kinesis, [["k", "100"]]);
  const records = await read(second.kinesis);
  expect(records.map(({ Data }) => text(Data))).toEqual(
    Array.from({ length: 101 }, (_, index) => String(index)),
  );
  expect(records.map(({ SequenceNumber }) => SequenceNumber)).toEqual(
    [...put.Records!, ...after.Records!].map(({ SequenceNumber }) => SequenceNumber),
  );
});

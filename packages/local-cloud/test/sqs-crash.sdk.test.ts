import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";

const MAIN = join(import.meta.dirname, "..", "src", "main.ts");

async function startProcess(
  dataDir: string,
): Promise<{ child: ChildProcess; sqs: SQSClient; endpoint: string }> {
  const child = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { silent: true });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [message] = (await once(child, "message")) as [{ ready: string }];
  const sqs = new SQSClient({
    endpoint: message.ready,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return { child, sqs, endpoint: message.ready };
}

async function receive(sqs: SQSClient, QueueUrl: string, WaitTimeSeconds = 0): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds,
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages;
}

test("messages in flight come back after kill -9, and deleted ones do not", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const first = await startProcess(dataDir);
  const { QueueUrl } = await first.sqs.send(
    new CreateQueueCommand({ QueueName: "work", Attributes: { VisibilityTimeout: "3" } }),
  );
  for (const MessageBody of ["done", "half done"]) {
    await first.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }
  const [done, inFlight] = await receive(first.sqs, QueueUrl!);
  const { ReceiptHandle } = done!;
  await first.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  await first.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "waiting" }));

  const died = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await died;

  const second = await startProcess(dataDir);
  const url = `${second.endpoint}/000000000000/work`;
  const messages: Message[] = [];
  while (messages.length < 2) messages.push(...(await receive(second.sqs, url, 10)));
  expect(new Set(messages.map(({ Body }) => Body))).toEqual(new Set(["half done", "waiting"]));
  const again = messages.find(({ Body }) => Body === "half done")!;
  expect(again.MessageId).toBe(inFlight!.MessageId);
  expect(again.Attributes!["ApproximateReceiveCount"]).toBe("2");
});

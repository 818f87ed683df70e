import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import type { Principal } from "../src/access/principal.ts";
import { sqs as plugin } from "../src/services/sqs/index.ts";
import { startTestCloud } from "../src/testing.ts";

const root: Principal = { kind: "root", accountId: "000000000000" };

async function start() {
  const local = await startTestCloud({ plugins: [plugin] });
  const sqs = local.client(SQSClient);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "work" }));
  const poll = (WaitTimeSeconds: number, signal?: AbortSignal) =>
    local.cloud.call(
      "sqs",
      "ReceiveMessage",
      { QueueUrl, WaitTimeSeconds },
      { as: root, ...(signal === undefined ? {} : { signal }) },
    );
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return { local, poll, send };
}

test("a poll whose caller has gone takes no message with it", async () => {
  const { poll, send } = await start();
  const gone = new AbortController();
  const abandoned = poll(20, gone.signal);
  gone.abort();
  await send("for the next one");
  expect(await abandoned).toEqual({});
  expect((await poll(0)).Messages).toMatchObject([{ Body: "for the next one" }]);
});

test("of many polls that wait, each message goes to one", async () => {
  const { poll, send } = await start();
  const polls = Array.from({ length: 5 }, () => poll(20));
  await Promise.all(["a", "b", "c", "d", "e"].map(send));
  const received = await Promise.all(polls);
  const all = received.flatMap(({ Messages = [] }) => Messages.map(({ Body }) => Body));
  expect(all).toHaveLength(5);
  expect(new Set(all)).toEqual(new Set(["a", "b", "c", "d", "e"]));
});

test("a poll ends when the cloud stops", async () => {
  const { local, poll } = await start();
  const waiting = poll(20);
  await local.restart();
  expect(await waiting).toEqual({});
});

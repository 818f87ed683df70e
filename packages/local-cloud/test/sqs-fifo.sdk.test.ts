import { randomUUID } from "node:crypto";
import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { sqs as plugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const MINUTE = 60_000;

let local: TestCloud;
let clock: AdjustableClock;
let sqs: SQSClient;

beforeAll(async () => {
  clock = createClock({ pace: "manual", startMs: Date.UTC(2026, 0, 15, 12) });
  local = await startTestCloud({ plugins: [plugin], clock, keep: true });
  sqs = local.client(SQSClient);
});
afterAll(() => local.stop());

async function aQueue(Attributes: Record<string, string> = {}, suffix = "") {
  const QueueName = `q-${randomUUID()}${suffix}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return { url: QueueUrl!, arn: `arn:aws:sqs:eu-west-1:000000000000:${QueueName}` };
}

async function aFifo(attributes: Record<string, string> = {}): Promise<string> {
  const { url } = await aQueue({ FifoQueue: "true", ...attributes }, ".fifo");
  return url;
}

function send(QueueUrl: string, group: string, body: string, deduplicationId?: string) {
  return sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: deduplicationId ?? randomUUID(),
    }),
  );
}

async function receive(QueueUrl: string, MaxNumberOfMessages = 10): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages,
      MessageSystemAttributeNames: ["All"],
    }),
  );
  return Messages;
}

async function drop(QueueUrl: string, { ReceiptHandle }: Message): Promise<void> {
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
}

const bodies = (messages: Message[]): (string | undefined)[] => messages.map(({ Body }) => Body);

describe("a FIFO queue", () => {
  test("gives the messages of a group in order, each with a higher sequence number", async () => {
    const url = await aFifo();
    const numbers: string[] = [];
    for (const body of ["1", "2", "3"]) {
      numbers.push((await send(url, "g", body)).SequenceNumber!);
    }
    expect(numbers.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))).toEqual(numbers);
    const received = await receive(url);
    expect(bodies(received)).toEqual(["1", "2", "3"]);
    expect(received[0]!.Attributes).toMatchObject({
      MessageGroupId: "g",
      SequenceNumber: numbers[0],
    });
  });

  test("holds a group back while one of its messages is in flight, and no other group", async () => {
    const url = await aFifo();
    for (const [group, body] of [
      ["a", "a1"],
      ["a", "a2"],
      ["b", "b1"],
    ] as const) {
      await send(url, group, body);
    }
    const [first] = await receive(url, 1);
    expect(first!.Body).toBe("a1");
    expect(bodies(await receive(url))).toEqual(["b1"]);
    expect(await receive(url)).toEqual([]);
    await drop(url, first!);
    expect(bodies(await receive(url))).toEqual(["a2"]);
  });

  test("gives a message that timed out again before those behind it", async () => {
    const url = await aFifo({ VisibilityTimeout: "30" });
    for (const body of ["1", "2"]) await send(url, "g", body);
    const [stale] = await receive(url, 1);
    await clock.advance(30_000);
    expect(bodies(await receive(url))).toEqual(["1", "2"]);
    await expect(drop(url, stale!)).rejects.toThrow(/The receipt handle has expired\./);
  });

  test("takes a deduplication id once in five minutes, in whichever group", async () => {
    const url = await aFifo();
    const first = await send(url, "a", "one", "same");
    const second = await send(url, "b", "two", "same");
    expect(second).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
    });
    const [message] = await receive(url);
    await drop(url, message!);
    await send(url, "a", "three", "same");
    expect(await receive(url)).toEqual([]);
    await clock.advance(5 * MINUTE);
    await send(url, "a", "four", "same");
    expect(bodies(await receive(url))).toEqual(["four"]);
  });

  test("can tell duplicates by content, and by group", async () => {
    const url = await aFifo({
      ContentBasedDeduplication: "true",
      DeduplicationScope: "messageGroup",
      FifoThroughputLimit: "perMessageGroupId",
    });
    for (const MessageGroupId of ["a", "a", "b"]) {
      await sqs.send(
        new SendMessageCommand({ QueueUrl: url, MessageBody: "same", MessageGroupId }),
      );
    }
    const groups = (await receive(url)).map(({ Attributes }) => Attributes!["MessageGroupId"]);
    expect(groups).toEqual(["a", "b"]);
  });

  test("refuses a message without a group or a deduplication id", async () => {
    const url = await aFifo();
    const message = { QueueUrl: url, MessageBody: "m" };
    await expect(sqs.send(new SendMessageCommand(message))).rejects.toMatchObject({
      name: "MissingParameter",
      message: "The request must contain the parameter MessageGroupId.",
    });
    const noId = new SendMessageCommand({ ...message, MessageGroupId: "g" });
    await expect(sqs.send(noId)).rejects.toThrow(/should either have ContentBasedDeduplication/);
    const delayed = {
      ...message,
      MessageGroupId: "g",
      MessageDeduplicationId: "d",
      DelaySeconds: 2,
    };
    await expect(sqs.send(new SendMessageCommand(delayed))).rejects.toThrow(
      "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.",
    );
  });
});

/** A dead-letter queue with three messages that its source queue gave up. */
async function threeDeadLetters() {
  const dead = await aQueue();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
  const source = await aQueue({ VisibilityTimeout: "0", RedrivePolicy });
  const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id }));
  await sqs.send(new SendMessageBatchCommand({ QueueUrl: source.url, Entries }));
  expect(await receive(source.url)).toHaveLength(3);
  expect(await receive(source.url)).toEqual([]);
  return { dead, source };
}

function start(SourceArn: string) {
  return sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
}

async function latestTask(SourceArn: string) {
  const { Results } = await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }));
  return Results![0]!;
}

describe("a redrive", () => {
  test("puts dead letters back where they came from, as new messages", async () => {
    const { dead, source } = await threeDeadLetters();
    await start(dead.arn);
    await local.cloud.deliveries.idle();
    expect(await latestTask(dead.arn)).toMatchObject({
      Status: "COMPLETED",
      ApproximateNumberOfMessagesMoved: 3,
      ApproximateNumberOfMessagesToMove: 3,
    });
    const back = await receive(source.url);
    expect(bodies(back)).toEqual(["a", "b", "c"]);
    expect(back[0]!.Attributes!["ApproximateReceiveCount"]).toBe("1");
  });

  test("keeps to its rate, and stops when it is cancelled", async () => {
    const { dead } = await threeDeadLetters();
    const target = await aQueue();
    const { TaskHandle } = await sqs.send(
      new StartMessageMoveTaskCommand({
        SourceArn: dead.arn,
        DestinationArn: target.arn,
        MaxNumberOfMessagesPerSecond: 1,
      }),
    );
    await expect(start(dead.arn)).rejects.toThrow(/There is already a task running/);
    await local.cloud.deliveries.idle();
    await clock.advance(1000);
    await local.cloud.deliveries.idle();
    await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    await clock.advance(10_000);
    await local.cloud.deliveries.idle();
    expect(await latestTask(dead.arn)).toMatchObject({
      Status: "CANCELLED",
      ApproximateNumberOfMessagesMoved: 2,
    });
    expect(bodies(await receive(target.url))).toEqual(["a", "b"]);
  });

  test("starts only from a dead-letter queue", async () => {
    const { arn } = await aQueue();
    await expect(start(arn)).rejects.toThrow(
      "Source queue must be configured as a Dead Letter Queue.",
    );
    await expect(start(`${arn}-none`)).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

test("chaos hands a standard queue's message out twice", async () => {
  const { url } = await aQueue();
  const send_ = new SendMessageCommand({ QueueUrl: url, MessageBody: "twice" });
  const { MessageId } = await sqs.send(send_);
  local.cloud.chaos.set([
    { service: "sqs", operation: "deliver", fault: "duplicate", times: 1, delayMs: 0 },
  ]);
  const [first] = await receive(url);
  const [second] = await receive(url);
  local.cloud.chaos.set([]);
  expect([first!.MessageId, second!.MessageId]).toEqual([MessageId, MessageId]);
});

import { randomUUID } from "node:crypto";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  type ReceiveMessageCommandInput,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { sqs as plugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { advanceUntil } from "./advance-until.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

let local: TestCloud;
let clock: AdjustableClock;
let sqs: SQSClient;

beforeAll(async () => {
  clock = createClock({ pace: "manual", startMs: NOON });
  local = await startTestCloud({ plugins: [plugin], clock, keep: true });
  sqs = local.client(SQSClient);
});
afterAll(() => local.stop());

async function aQueue(attributes: Record<string, string> = {}): Promise<string> {
  const QueueName = `q-${randomUUID()}${attributes["FifoQueue"] === "true" ? ".fifo" : ""}`;
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: attributes }),
  );
  return QueueUrl!;
}

async function arnOf(QueueUrl: string): Promise<string> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  return Attributes!["QueueArn"]!;
}

async function receive(QueueUrl: string, over: Partial<ReceiveMessageCommandInput> = {}) {
  const input = {
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ["All" as const],
  };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ ...input, ...over }));
  return Messages;
}

const bodies = (messages: { Body?: string | undefined }[]): (string | undefined)[] =>
  messages.map(({ Body }) => Body);

function createTwice(DelaySeconds: string) {
  return sqs.send(new CreateQueueCommand({ QueueName: "twice", Attributes: { DelaySeconds } }));
}

function listPage(NextToken?: string) {
  return sqs.send(new ListQueuesCommand({ QueueNamePrefix: "listed-", MaxResults: 2, NextToken }));
}

describe("queues", () => {
  test("a queue has the URL of the endpoint and SQS's default attributes", async () => {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "plain" }));
    expect(QueueUrl).toBe(`${local.endpoint}/000000000000/plain`);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toEqual({
      QueueArn: "arn:aws:sqs:eu-west-1:000000000000:plain",
      ApproximateNumberOfMessages: "0",
      ApproximateNumberOfMessagesNotVisible: "0",
      ApproximateNumberOfMessagesDelayed: "0",
      CreatedTimestamp: String(NOON / 1000),
      LastModifiedTimestamp: String(NOON / 1000),
      VisibilityTimeout: "30",
      MaximumMessageSize: "1048576",
      MessageRetentionPeriod: "345600",
      DelaySeconds: "0",
      ReceiveMessageWaitTimeSeconds: "0",
      SqsManagedSseEnabled: "true",
    });
  });

  test("creating a queue again answers its URL unless an attribute differs", async () => {
    const first = await createTwice("1");
    expect((await createTwice("1")).QueueUrl).toBe(first.QueueUrl);
    await expect(createTwice("2")).rejects.toMatchObject({
      name: "QueueNameExists",
      message:
        "A queue already exists with the same name and a different value for attribute DelaySeconds",
    });
  });

  test.each([
    ["DelaySeconds", "901"],
    ["VisibilityTimeout", "43201"],
    ["MessageRetentionPeriod", "59"],
    ["MaximumMessageSize", "1048577"],
    ["ReceiveMessageWaitTimeSeconds", "x"],
  ])("refuses %s = %s", async (name, value) => {
    await expect(aQueue({ [name]: value })).rejects.toMatchObject({
      name: "InvalidAttributeValue",
      message: `Invalid value for the parameter ${name}.`,
    });
  });

  test("only a FIFO queue has FIFO attributes, and its name ends in .fifo", async () => {
    await expect(aQueue({ ContentBasedDeduplication: "true" })).rejects.toMatchObject({
      name: "InvalidAttributeName",
    });
    const noSuffix = new CreateQueueCommand({ QueueName: "f", Attributes: { FifoQueue: "true" } });
    await expect(sqs.send(noSuffix)).rejects.toThrow(/must end with .fifo suffix/);
    await expect(sqs.send(new CreateQueueCommand({ QueueName: "f.fifo" }))).rejects.toThrow(
      /alphanumeric/,
    );
  });

  test("the name of a deleted queue is free again after a minute", async () => {
    const create = new CreateQueueCommand({ QueueName: "phoenix" });
    const { QueueUrl } = await sqs.send(create);
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "phoenix" }))).rejects.toMatchObject({
      name: "QueueDoesNotExist",
      message: "The specified queue does not exist.",
    });
    await expect(sqs.send(create)).rejects.toMatchObject({ name: "QueueDeletedRecently" });
    await clock.advance(MINUTE);
    await sqs.send(create);
  });

  test("lists queues in pages by name prefix", async () => {
    for (const n of [3, 1, 2]) {
      await sqs.send(new CreateQueueCommand({ QueueName: `listed-${n}` }));
    }
    const first = await listPage();
    const second = await listPage(first.NextToken);
    const names = [...first.QueueUrls!, ...second.QueueUrls!].map((url) => url.split("/").at(-1));
    expect(names).toEqual(["listed-1", "listed-2", "listed-3"]);
    expect(second.NextToken).toBeUndefined();
  });

  test("a queue is purged at most once a minute", async () => {
    const QueueUrl = await aQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "gone" }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receive(QueueUrl)).toEqual([]);
    await expect(sqs.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: "PurgeQueueInProgress",
    });
  });
});

describe("messages", () => {
  test("a message arrives with its body, attributes and digests", async () => {
    const QueueUrl = await aQueue();
    const MessageAttributes = {
      city: { DataType: "String", StringValue: "Zürich" },
      photo: { DataType: "Binary.jpeg", BinaryValue: new Uint8Array([1, 2, 3]) },
    };
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: "hello", MessageAttributes }),
    );
    const [message] = await receive(QueueUrl, { MessageAttributeNames: ["All"] });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: "hello",
      MD5OfBody: sent.MD5OfMessageBody,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: {
        SenderId: "000000000000",
        SentTimestamp: String(clock.now()),
        ApproximateReceiveCount: "1",
        ApproximateFirstReceiveTimestamp: String(clock.now()),
      },
    });
    expect(message!.MessageAttributes!["city"]).toEqual(MessageAttributes.city);
    expect(Array.from(message!.MessageAttributes!["photo"]!.BinaryValue!)).toEqual([1, 2, 3]);
  });

  test("a message that is not deleted comes back after its visibility time-out", async () => {
    const QueueUrl = await aQueue({ VisibilityTimeout: "40" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "again" }));
    expect(await receive(QueueUrl)).toHaveLength(1);
    await clock.advance(39_999);
    expect(await receive(QueueUrl)).toEqual([]);
    await clock.advance(1);
    const [again] = await receive(QueueUrl);
    expect(again!.Attributes!["ApproximateReceiveCount"]).toBe("2");
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again!.ReceiptHandle }));
    await clock.advance(MINUTE);
    expect(await receive(QueueUrl)).toEqual([]);
  });

  test("the handle of an earlier receive no longer deletes", async () => {
    const QueueUrl = await aQueue({ VisibilityTimeout: "0" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }));
    const [stale] = await receive(QueueUrl);
    const [fresh] = await receive(QueueUrl);
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: stale!.ReceiptHandle }));
    expect(await receive(QueueUrl)).toHaveLength(1);
    expect(fresh!.ReceiptHandle).not.toBe(stale!.ReceiptHandle);
  });

  test("a consumer can give a message back, or keep it longer", async () => {
    const QueueUrl = await aQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }));
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    const [first] = await receive(QueueUrl);
    await change(first!.ReceiptHandle, 0);
    const [second] = await receive(QueueUrl);
    await change(second!.ReceiptHandle, 120);
    await clock.advance(119_999);
    expect(await receive(QueueUrl)).toEqual([]);
    await clock.advance(1);
    await expect(change(second!.ReceiptHandle, 1)).rejects.toMatchObject({
      name: "MessageNotInflight",
    });
    await expect(change("nonsense", 1)).rejects.toMatchObject({ name: "ReceiptHandleIsInvalid" });
  });

  test("a delayed message can be received only after its delay", async () => {
    const QueueUrl = await aQueue({ DelaySeconds: "60" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "late" }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "now", DelaySeconds: 0 }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesDelayed: "1",
    });
    expect(bodies(await receive(QueueUrl))).toEqual(["now"]);
    await clock.advance(MINUTE);
    expect(bodies(await receive(QueueUrl))).toContain("late");
  });

  test("a message is dropped once its retention period has passed", async () => {
    const QueueUrl = await aQueue({ MessageRetentionPeriod: "60" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "old" }));
    await clock.advance(MINUTE + 1);
    expect(await receive(QueueUrl)).toEqual([]);
  });

  test("a long poll ends when a message arrives", async () => {
    const QueueUrl = await aQueue();
    const polling = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "wake up" }));
    expect(bodies(await polling)).toEqual(["wake up"]);
  });

  test("a long poll without a message ends after its wait", async () => {
    const QueueUrl = await aQueue({ ReceiveMessageWaitTimeSeconds: "20" });
    const started = clock.now();
    expect(await advanceUntil(clock, receive(QueueUrl), 1000)).toEqual([]);
    expect(clock.now() - started).toBeGreaterThanOrEqual(20_000);
  });

  test("a long poll sees a message whose visibility time-out ends meanwhile", async () => {
    const QueueUrl = await aQueue({ VisibilityTimeout: "5" });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }));
    await receive(QueueUrl);
    const polling = receive(QueueUrl, { WaitTimeSeconds: 20 });
    expect(bodies(await advanceUntil(clock, polling, 100))).toEqual(["m"]);
  });

  test.each([
    [{ MaxNumberOfMessages: 11 }, /Value 11 for parameter MaxNumberOfMessages is invalid/],
    [{ WaitTimeSeconds: 21 }, /Value 21 for parameter WaitTimeSeconds is invalid/],
    [{ VisibilityTimeout: 43_201 }, /Value 43201 for parameter VisibilityTimeout is invalid/],
  ])("refuses to receive with %j", async (over, message) => {
    const QueueUrl = await aQueue();
    await expect(receive(QueueUrl, over)).rejects.toThrow(message);
  });

  test("refuses a message that is empty, too long or not text", async () => {
    const QueueUrl = await aQueue({ MaximumMessageSize: "1024" });
    const send = (MessageBody: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    await expect(send("")).rejects.toMatchObject({ name: "MissingParameter" });
    await expect(send("x".repeat(1025))).rejects.toThrow(
      "One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.",
    );
    await expect(send("a\u0000b")).rejects.toMatchObject({ name: "InvalidMessageContents" });
  });
});

describe("batches", () => {
  test("a batch sends what it can and reports the rest", async () => {
    const QueueUrl = await aQueue({ MaximumMessageSize: "1024" });
    const { Successful, Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "ok", MessageBody: "fine" },
          { Id: "big", MessageBody: "x".repeat(1025) },
        ],
      }),
    );
    expect(Successful!.map(({ Id }) => Id)).toEqual(["ok"]);
    expect(Failed).toMatchObject([{ Id: "big", SenderFault: true, Code: "InvalidParameterValue" }]);
  });

  test.each([
    [[], "EmptyBatchRequest"],
    [
      Array.from({ length: 11 }, (_, n) => ({ Id: `${n}`, MessageBody: "m" })),
      "TooManyEntriesInBatchRequest",
    ],
    [
      [
        { Id: "a", MessageBody: "m" },
        { Id: "a", MessageBody: "m" },
      ],
      "BatchEntryIdsNotDistinct",
    ],
    [[{ Id: "a b", MessageBody: "m" }], "InvalidBatchEntryId"],
    [[{ Id: "a", MessageBody: "x".repeat(1_048_577) }], "BatchRequestTooLong"],
  ])("refuses a wrong batch (%#)", async (Entries, name) => {
    const QueueUrl = await aQueue();
    await expect(
      sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })),
    ).rejects.toMatchObject({ name });
  });

  test("deletes in batches", async () => {
    const QueueUrl = await aQueue();
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" }));
    const [message] = await receive(QueueUrl);
    const { Successful, Failed } = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "real", ReceiptHandle: message!.ReceiptHandle },
          { Id: "fake", ReceiptHandle: "x" },
        ],
      }),
    );
    expect(Successful).toEqual([{ Id: "real" }]);
    expect(Failed).toMatchObject([{ Id: "fake", Code: "ReceiptHandleIsInvalid" }]);
  });
});

describe("dead-letter queues", () => {
  test("a message received too often moves to the dead-letter queue at the next receive", async () => {
    const deadLetters = await aQueue();
    const deadLetterTargetArn = await arnOf(deadLetters);
    const QueueUrl = await aQueue({
      VisibilityTimeout: "0",
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    });
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "poison" }));
    expect(await receive(QueueUrl)).toHaveLength(1);
    expect(await receive(QueueUrl)).toHaveLength(1);
    expect(await receive(deadLetters)).toEqual([]);
    expect(await receive(QueueUrl)).toEqual([]);
    const [dead] = await receive(deadLetters);
    expect(dead).toMatchObject({
      MessageId: sent.MessageId,
      Body: "poison",
      Attributes: {
        ApproximateReceiveCount: "3",
        DeadLetterQueueSourceArn: await arnOf(QueueUrl),
      },
    });
    const { queueUrls } = await sqs.send(
      new ListDeadLetterSourceQueuesCommand({ QueueUrl: deadLetters }),
    );
    expect(queueUrls).toEqual([QueueUrl]);
  });

  test.each([
    [{ maxReceiveCount: 1 }, /does not contain mandatory attribute: deadLetterTargetArn/],
    [{ deadLetterTargetArn: "dummy", maxReceiveCount: 1 }, /Invalid value for deadLetterTargetArn/],
    [
      { deadLetterTargetArn: "arn:aws:sqs:eu-west-1:000000000000:none", maxReceiveCount: 1 },
      /Dead letter target does not exist/,
    ],
    [
      { deadLetterTargetArn: "arn:aws:sqs:eu-west-1:000000000000:none", maxReceiveCount: 1001 },
      /valid values are from 1 to 1000/,
    ],
  ])("refuses the redrive policy %j", async (policy, message) => {
    await expect(aQueue({ RedrivePolicy: JSON.stringify(policy) })).rejects.toThrow(message);
  });

  test("a dead-letter queue can refuse a source", async () => {
    const deadLetters = await aQueue({ RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' });
    const QueueUrl = await aQueue();
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: await arnOf(deadLetters),
      maxReceiveCount: "3",
    });
    const set = new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } });
    await expect(sqs.send(set)).rejects.toMatchObject({ name: "InvalidParameterValue" });
  });
});

import { randomUUID } from "node:crypto";
import {
  AddPermissionCommand,
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueueTagsCommand,
  ReceiveMessageCommand,
  RemovePermissionCommand,
  SendMessageBatchCommand,
  SQSClient,
  TagQueueCommand,
  UntagQueueCommand,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock } from "../src/clock.ts";
import { sqs as plugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

let local: TestCloud;
let sqs: SQSClient;
let nowhere: string;

beforeAll(async () => {
  const clock = createClock({ pace: "manual", startMs: Date.UTC(2026, 0, 15, 12) });
  local = await startTestCloud({ plugins: [plugin], clock, keep: true });
  sqs = local.client(SQSClient);
  nowhere = `${local.endpoint}/000000000000/none`;
});
afterAll(() => local.stop());

async function aQueue(): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
  return QueueUrl;
}

async function receive(QueueUrl: string) {
  const input = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 };
  return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? [];
}

async function policyOf(QueueUrl: string): Promise<unknown> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }),
  );
  return JSON.parse(Attributes?.["Policy"] ?? "null");
}

describe("a batch of visibility changes", () => {
  test("shows some messages again, and says which entries failed", async () => {
    const QueueUrl = await aQueue();
    await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: ["a", "b"].map((Id) => ({ Id, MessageBody: Id })),
      }),
    );
    const found = await receive(QueueUrl);
    const [first, second] = ["a", "b"].map(
      (body) => found.find(({ Body }) => Body === body)?.ReceiptHandle,
    );
    const { Successful, Failed } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [
          { Id: "now", ReceiptHandle: first, VisibilityTimeout: 0 },
          { Id: "late", ReceiptHandle: second, VisibilityTimeout: 43_201 },
          { Id: "wrong", ReceiptHandle: "wrong", VisibilityTimeout: 0 },
        ],
      }),
    );
    expect(Successful).toEqual([{ Id: "now" }]);
    expect(Failed).toMatchObject([
      { Id: "late", SenderFault: true, Code: "InvalidParameterValue" },
      { Id: "wrong", SenderFault: true, Code: "ReceiptHandleIsInvalid" },
    ]);
    expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(["a"]);
  });

  test.each([
    ["EmptyBatchRequest", []],
    ["BatchEntryIdsNotDistinct", ["a", "a"]],
    ["InvalidBatchEntryId", ["a b"]],
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, index) => `e${index}`)],
  ])("is refused as a whole with %s", async (name, ids) => {
    const QueueUrl = await aQueue();
    const Entries = ids.map((Id) => ({ Id, ReceiptHandle: "x", VisibilityTimeout: 0 }));
    await expect(
      sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
    ).rejects.toMatchObject({ name });
  });
});

describe("the tags of a queue", () => {
  test("come and go", async () => {
    const QueueUrl = await aQueue();
    const tags = async () => (await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags;
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { team: "a", tier: "1" } }));
    await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { tier: "2" } }));
    expect(await tags()).toEqual({ team: "a", tier: "2" });
    await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ["team", "none"] }));
    expect(await tags()).toEqual({ tier: "2" });
  });

  test("are 50 at most, with keys that are not too long", async () => {
    const QueueUrl = await aQueue();
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, "v"]));
    for (const Tags of [many, { ["k".repeat(129)]: "v" }, { k: "v".repeat(257) }]) {
      await expect(sqs.send(new TagQueueCommand({ QueueUrl, Tags }))).rejects.toMatchObject({
        name: "InvalidParameterValue",
      });
    }
  });

  test("need a queue", async () => {
    const gone = { name: "QueueDoesNotExist", $metadata: { httpStatusCode: 400 } };
    await expect(
      sqs.send(new TagQueueCommand({ QueueUrl: nowhere, Tags: { a: "b" } })),
    ).rejects.toMatchObject(gone);
    await expect(
      sqs.send(new UntagQueueCommand({ QueueUrl: nowhere, TagKeys: ["a"] })),
    ).rejects.toMatchObject(gone);
  });
});

describe("the permissions of a queue", () => {
  const permission = { Label: "one", AWSAccountIds: ["111111111111"], Actions: ["SendMessage"] };

  test("are statements of its policy", async () => {
    const QueueUrl = await aQueue();
    await sqs.send(new AddPermissionCommand({ QueueUrl, ...permission }));
    expect(await policyOf(QueueUrl)).toMatchObject({
      Statement: [
        {
          Sid: "one",
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::111111111111:root" },
          Action: "SQS:SendMessage",
        },
      ],
    });
    await sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "one" }));
    expect(await policyOf(QueueUrl)).toBeNull();
  });

  test("have one label each, and are removed only once", async () => {
    const QueueUrl = await aQueue();
    const invalid = { name: "InvalidParameterValue" };
    const add = (over: object) =>
      sqs.send(new AddPermissionCommand({ QueueUrl, ...permission, ...over }));
    await add({});
    await expect(add({})).rejects.toMatchObject(invalid);
    await expect(add({ Label: "a b" })).rejects.toMatchObject(invalid);
    await expect(add({ Label: "two", Actions: ["Fly"] })).rejects.toMatchObject(invalid);
    await expect(add({ Label: "two", AWSAccountIds: ["me"] })).rejects.toMatchObject(invalid);
    await expect(
      sqs.send(new RemovePermissionCommand({ QueueUrl, Label: "none" })),
    ).rejects.toMatchObject(invalid);
  });
});

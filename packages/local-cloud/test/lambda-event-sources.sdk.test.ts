import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import { dynamodb } from "../src/services/dynamodb/index.ts";
import { dynamodbstreams } from "../src/services/dynamodbstreams/index.ts";
import { sqs } from "../src/services/sqs/index.ts";
import { startTestCloud } from "../src/testing.ts";
import { createRecorder, LAMBDA_PLUGINS } from "./lambda-fixtures.ts";

type MappingInput = Partial<CreateEventSourceMappingCommandInput>;
const QUEUE_ARN = "arn:aws:sqs:eu-west-1:000000000000:work";

async function start() {
  const plugins = [sqs, dynamodb, dynamodbstreams, ...LAMBDA_PLUGINS];
  const cloud = await startTestCloud({ plugins });
  const lambda = cloud.client(LambdaClient);
  const map = (FunctionName: string, over: MappingInput) =>
    lambda.send(new CreateEventSourceMappingCommand({ FunctionName, ...over }));
  return { cloud, lambda, map, clock: cloud.cloud.clock };
}

async function startQueue() {
  const started = await start();
  const queues = started.cloud.client(SQSClient);
  const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "work" }));
  const send = (MessageBody: string) =>
    queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const left = async () => {
    const { Attributes = {} } = await queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    return (
      Number(Attributes["ApproximateNumberOfMessages"]) +
      Number(Attributes["ApproximateNumberOfMessagesNotVisible"])
    );
  };
  return { ...started, send, left, QueueUrl, queues };
}

async function startStream() {
  const started = await start();
  const db = started.cloud.client(DynamoDBClient);
  await db.send(
    new CreateTableCommand({
      TableName: "items",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  const { Table } = await db.send(new DescribeTableCommand({ TableName: "items" }));
  const put = (id: string, n = 0) =>
    db.send(
      new PutItemCommand({ TableName: "items", Item: { id: { S: id }, n: { N: String(n) } } }),
    );
  return { ...started, db, put, EventSourceArn: Table?.LatestStreamArn ?? "" };
}

describe("a queue", () => {
  test("gives its messages to the function and deletes what is done", async () => {
    const { lambda, map, send, left } = await startQueue();
    const { name, read } = await createRecorder(lambda, "note(event);");
    await send('{"n":1}');
    await map(name, { EventSourceArn: QUEUE_ARN });
    await expect.poll(read).toEqual([
      {
        Records: [
          {
            messageId: expect.any(String),
            receiptHandle: expect.any(String),
            body: '{"n":1}',
            attributes: {
              ApproximateReceiveCount: "1",
              SentTimestamp: expect.stringMatching(/^\d+$/),
              SenderId: expect.any(String),
              ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d+$/),
            },
            messageAttributes: {},
            md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
            eventSource: "aws:sqs",
            eventSourceARN: QUEUE_ARN,
            awsRegion: "eu-west-1",
          },
        ],
      },
    ]);
    await expect.poll(left).toBe(0);
  });

  test("keeps what the function reports as failed, and shows it again", async () => {
    const { lambda, map, send, left, clock } = await startQueue();
    const { name, read } = await createRecorder(
      lambda,
      `note(event.Records.map((r) => r.body + r.attributes.ApproximateReceiveCount));
       return { batchItemFailures: event.Records
         .filter((r) => r.body === "bad" && r.attributes.ApproximateReceiveCount === "1")
         .map((r) => ({ itemIdentifier: r.messageId })) };`,
    );
    for (const body of ["good", "bad"]) await send(body);
    await map(name, {
      EventSourceArn: QUEUE_ARN,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    await expect.poll(left).toBe(1);
    await clock.advance(31_000);
    await expect.poll(left).toBe(0);
    expect(read().flat()).toEqual(expect.arrayContaining(["good1", "bad1", "bad2"]));
    expect(read().flat()).toHaveLength(3);
  });

  test.each([
    ["a thrown error", "throw new Error('no');"],
    ["an unknown id", "return { batchItemFailures: [{ itemIdentifier: 'other' }] };"],
    ["an empty id", "return { batchItemFailures: [{ itemIdentifier: '' }] };"],
  ])("keeps the whole batch after %s", async (_kind, body) => {
    const { lambda, map, send, left } = await startQueue();
    const { name, read } = await createRecorder(lambda, `note(1); ${body}`);
    await send("x");
    await map(name, {
      EventSourceArn: QUEUE_ARN,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    await expect.poll(read).toEqual([1]);
    expect(await left()).toBe(1);
  });

  test("waits for its batching window to fill a batch", async () => {
    const { lambda, map, send, clock } = await startQueue();
    const { name, read } = await createRecorder(lambda, "note(event.Records.length);");
    for (let n = 0; n < 12; n += 1) await send(String(n));
    await map(name, {
      EventSourceArn: QUEUE_ARN,
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 20,
    });
    await clock.advance(19_000);
    expect(read()).toEqual([]);
    await clock.advance(1500);
    await expect.poll(read).toEqual([12]);
  });

  test("gives only what its filter lets through, and deletes the rest", async () => {
    const { lambda, map, send, left } = await startQueue();
    const { name, read } = await createRecorder(lambda, "note(event.Records.map((r) => r.body));");
    for (const body of ['{"kind":"a"}', '{"kind":"b"}', "text"]) await send(body);
    await map(name, {
      EventSourceArn: QUEUE_ARN,
      FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["a"]}}' }] },
    });
    await expect.poll(left).toBe(0);
    expect(read().flat()).toEqual(['{"kind":"a"}']);
  });

  test("is polled again after a restart, and no more once it is deleted", async () => {
    const { cloud, lambda, map } = await startQueue();
    const { name, read } = await createRecorder(lambda, "note(event.Records[0].body);");
    const { UUID } = await map(name, { EventSourceArn: QUEUE_ARN });
    const again = await cloud.restart();
    const other = again.client(SQSClient);
    const QueueUrl = `${again.endpoint}/000000000000/work`;
    await other.send(new SendMessageCommand({ QueueUrl, MessageBody: "later" }));
    await expect.poll(read).toEqual(["later"]);
    await again.client(LambdaClient).send(new DeleteEventSourceMappingCommand({ UUID }));
    await other.send(new SendMessageCommand({ QueueUrl, MessageBody: "unseen" }));
    const seen = await other.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(seen.Messages?.[0]?.Body).toBe("unseen");
  });

  test("is described, changed, and mapped once to one function", async () => {
    const { lambda, map } = await startQueue();
    const { name } = await createRecorder(lambda, "");
    const { UUID } = await map(name, { EventSourceArn: QUEUE_ARN });
    expect(await lambda.send(new GetEventSourceMappingCommand({ UUID }))).toMatchObject({
      State: "Enabled",
      BatchSize: 10,
      FunctionArn: "arn:aws:lambda:eu-west-1:000000000000:function:subject",
    });
    await expect(map(name, { EventSourceArn: QUEUE_ARN })).rejects.toMatchObject({
      name: "ResourceConflictException",
    });
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false, BatchSize: 5 }));
    const listed = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: name }));
    expect(listed.EventSourceMappings).toMatchObject([{ State: "Disabled", BatchSize: 5 }]);
  });

  test.each([
    ["a queue that is not there", { EventSourceArn: `${QUEUE_ARN}2` }],
    ["a batch above 10 without a window", { EventSourceArn: QUEUE_ARN, BatchSize: 11 }],
    [
      "a filter that is no pattern",
      { EventSourceArn: QUEUE_ARN, FilterCriteria: { Filters: [{ Pattern: "{" }] } },
    ],
  ])("refuses %s", async (_kind, over) => {
    const { lambda, map } = await startQueue();
    const { name } = await createRecorder(lambda, "");
    await expect(map(name, over)).rejects.toMatchObject({ name: "InvalidParameterValueException" });
  });

  test("refuses a function that may run longer than messages stay out of sight", async () => {
    const { lambda, map } = await startQueue();
    const { name } = await createRecorder(lambda, "", { Timeout: 31 });
    await expect(map(name, { EventSourceArn: QUEUE_ARN })).rejects.toMatchObject({
      message: "Queue visibility timeout: 30 seconds is less than Function timeout: 31 seconds",
    });
  });
});

describe("a stream", () => {
  test("gives changes to the function as Lambda writes them", async () => {
    const { lambda, map, put, db, EventSourceArn } = await startStream();
    const { name, read } = await createRecorder(lambda, "for (const r of event.Records) note(r);");
    await map(name, { EventSourceArn, StartingPosition: "LATEST" });
    await put("a", 1);
    await db.send(new DeleteItemCommand({ TableName: "items", Key: { id: { S: "a" } } }));
    await expect.poll(read).toEqual([
      {
        eventID: expect.any(String),
        eventName: "INSERT",
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        awsRegion: "eu-west-1",
        dynamodb: {
          ApproximateCreationDateTime: expect.any(Number),
          Keys: { id: { S: "a" } },
          NewImage: { id: { S: "a" }, n: { N: "1" } },
          SequenceNumber: expect.any(String),
          SizeBytes: expect.any(Number),
          StreamViewType: "NEW_AND_OLD_IMAGES",
        },
        eventSourceARN: EventSourceArn,
      },
      expect.objectContaining({ eventName: "REMOVE" }),
    ]);
  });

  test("begins after what is there with LATEST, and before it with TRIM_HORIZON", async () => {
    const { lambda, map, put, EventSourceArn } = await startStream();
    const body = "for (const r of event.Records) note(r.dynamodb.Keys.id.S);";
    const late = await createRecorder(lambda, body, { FunctionName: "late" });
    const early = await createRecorder(lambda, body, { FunctionName: "early" });
    await put("old");
    await map(late.name, { EventSourceArn, StartingPosition: "LATEST" });
    await map(early.name, { EventSourceArn, StartingPosition: "TRIM_HORIZON" });
    await put("new");
    await expect.poll(() => early.read().length).toBe(2);
    await expect.poll(late.read).toEqual(["new"]);
  });

  test("goes on after a restart where the function had come to", async () => {
    const { cloud, lambda, map, put, EventSourceArn } = await startStream();
    const { name, read } = await createRecorder(
      lambda,
      "for (const r of event.Records) note(r.dynamodb.Keys.id.S);",
    );
    await map(name, { EventSourceArn, StartingPosition: "TRIM_HORIZON" });
    await put("a");
    await expect.poll(read).toEqual(["a"]);
    const again = await cloud.restart();
    await again
      .client(DynamoDBClient)
      .send(new PutItemCommand({ TableName: "items", Item: { id: { S: "b" } } }));
    await expect.poll(read).toEqual(["a", "b"]);
  });

  test("splits a failing batch down to its bad record, which goes to the destination", async () => {
    const { cloud, lambda, map, put, clock, EventSourceArn } = await startStream();
    const queues = cloud.client(SQSClient);
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: "work" }));
    const { name, read } = await createRecorder(
      lambda,
      `const ids = event.Records.map((r) => r.dynamodb.NewImage.n.N);
       if (ids.includes("3")) throw new Error("three"); ids.forEach((id) => note(id));`,
    );
    for (let n = 1; n <= 6; n += 1) await put("same", n);
    await map(name, {
      EventSourceArn,
      StartingPosition: "TRIM_HORIZON",
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: QUEUE_ARN } },
    });
    await expect
      .poll(
        async () => {
          await clock.advance(1000);
          return read();
        },
        { timeout: 10_000 },
      )
      .toEqual(["1", "2", "4", "5", "6"]);
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? "")).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 2 },
      responseContext: { statusCode: 200, functionError: "Unhandled" },
      DDBStreamBatchInfo: { batchSize: 1, streamArn: EventSourceArn },
    });
  });

  test("goes on from the lowest number that the function reports", async () => {
    const { lambda, map, put, clock, EventSourceArn } = await startStream();
    const { name, read } = await createRecorder(
      lambda,
      `note(event.Records.map((r) => r.dynamodb.NewImage.n.N));
       const bad = event.Records.filter((r) => r.dynamodb.NewImage.n.N === "2");
       return { batchItemFailures: noted() === 1
         ? bad.map((r) => ({ itemIdentifier: r.dynamodb.SequenceNumber })) : [] };`,
    );
    for (let n = 1; n <= 3; n += 1) await put("same", n);
    await map(name, {
      EventSourceArn,
      StartingPosition: "TRIM_HORIZON",
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    await expect.poll(() => read().length).toBe(1);
    await expect
      .poll(async () => {
        await clock.advance(1000);
        return read();
      })
      .toEqual([
        ["1", "2", "3"],
        ["2", "3"],
      ]);
  });

  test("demands a starting position", async () => {
    const { lambda, map, EventSourceArn } = await startStream();
    const { name } = await createRecorder(lambda, "");
    await expect(map(name, { EventSourceArn })).rejects.toMatchObject({
      name: "ValidationException",
    });
  });
});

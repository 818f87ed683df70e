import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateStreamCommand, KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreatePipeCommand,
  DeletePipeCommand,
  DescribePipeCommand,
  ListPipesCommand,
  ListTagsForResourceCommand,
  PipesClient,
  StartPipeCommand,
  StopPipeCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePipeCommand,
  type CreatePipeCommandInput,
} from "@aws-sdk/client-pipes";
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createFunction } from "./lambda-fixtures.ts";

const RoleArn = "arn:aws:iam::000000000000:role/pipe";
const ACCOUNT = "eu-west-1:000000000000";

let local: TestCloud;
let pipes: PipesClient;
let sqs: SQSClient;

beforeAll(async () => {
  local = await startTestCloud({ keep: true });
  pipes = local.client(PipesClient);
  sqs = local.client(SQSClient);
});
afterAll(() => local.stop());

async function aQueue() {
  const QueueName = `q-${randomUUID().slice(0, 8)}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return { url: QueueUrl!, arn: `arn:aws:sqs:${ACCOUNT}:${QueueName}` };
}

async function aPipe(
  input: Pick<CreatePipeCommandInput, "Source" | "Target"> & Partial<CreatePipeCommandInput>,
) {
  const Name = `p-${randomUUID().slice(0, 8)}`;
  const { Arn } = await pipes.send(new CreatePipeCommand({ Name, RoleArn, ...input }));
  return { Name, Arn: Arn! };
}

/** Waits until so many messages have come. */
async function received(QueueUrl: string, count: number): Promise<unknown[]> {
  const bodies: unknown[] = [];
  const deadline = Date.now() + 15_000;
  while (bodies.length < count && Date.now() < deadline) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    bodies.push(...Messages.map(({ Body }): unknown => JSON.parse(Body!)));
  }
  return bodies;
}

function send(QueueUrl: string, body: object) {
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body) }));
}

describe("a pipe", () => {
  test("takes what its filter lets through, enriched and shaped, to a bus", async () => {
    const [source, target] = [await aQueue(), await aQueue()];
    const FunctionName = `e-${randomUUID().slice(0, 8)}`;
    await createFunction(
      local.client(LambdaClient),
      "export const handler = async (events) => events.map((event) => ({ ...event, price: 5 }));",
      { FunctionName },
    );
    const events = local.client(EventBridgeClient);
    const bus = `b-${randomUUID().slice(0, 8)}`;
    const { EventBusArn = "" } = await events.send(new CreateEventBusCommand({ Name: bus }));
    const rule = { Name: "all", EventBusName: bus, EventPattern: '{"source":["shop"]}' };
    await events.send(new PutRuleCommand(rule));
    const Targets = [{ Id: "q", Arn: target.arn }];
    await events.send(new PutTargetsCommand({ Rule: "all", EventBusName: bus, Targets }));
    await aPipe({
      Source: source.arn,
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: '{"body":{"kind":["sale"]}}' }] },
      },
      Enrichment: `arn:aws:lambda:${ACCOUNT}:function:${FunctionName}`,
      EnrichmentParameters: { InputTemplate: '{"id":<$.body.id>,"from":<aws.pipes.source-arn>}' },
      Target: EventBusArn,
      TargetParameters: {
        InputTemplate: '{"order":<$.id>,"price":<$.price>}',
        EventBridgeEventBusParameters: { Source: "shop", DetailType: "$.from" },
      },
    });
    await send(source.url, { kind: "view", id: 1 });
    await send(source.url, { kind: "sale", id: 2 });
    expect(await received(target.url, 1)).toMatchObject([
      { source: "shop", "detail-type": source.arn, detail: { order: 2, price: 5 } },
    ]);
  });

  test("gives the records of a Kinesis stream on one level, with their partition key", async () => {
    const StreamName = `k-${randomUUID().slice(0, 8)}`;
    const kinesis = local.client(KinesisClient);
    await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
    const target = await aQueue();
    await aPipe({
      Source: `arn:aws:kinesis:${ACCOUNT}:stream/${StreamName}`,
      SourceParameters: { KinesisStreamParameters: { StartingPosition: "TRIM_HORIZON" } },
      Target: target.arn,
      TargetParameters: { InputTemplate: '{"key":<$.partitionKey>,"n":<$.data.n>}' },
    });
    const Data = Buffer.from('{"n":1}');
    await kinesis.send(new PutRecordCommand({ StreamName, Data, PartitionKey: "a" }));
    expect(await received(target.url, 1)).toEqual([{ key: "a", n: 1 }]);
  });

  test("gives the records of a table's stream, and gives up what its target never takes", async () => {
    const TableName = `t-${randomUUID().slice(0, 8)}`;
    const dynamodb = local.client(DynamoDBClient);
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
      }),
    );
    const Source = TableDescription!.LatestStreamArn!;
    const [target, dead] = [await aQueue(), await aQueue()];
    const stream = { StartingPosition: "TRIM_HORIZON" as const, MaximumRetryAttempts: 0 };
    await aPipe({
      Source,
      SourceParameters: { DynamoDBStreamParameters: stream },
      Target: target.arn,
      TargetParameters: { InputTemplate: '{"id":<$.dynamodb.Keys.id.S>}' },
    });
    const { Name } = await aPipe({
      Source,
      SourceParameters: {
        DynamoDBStreamParameters: { ...stream, DeadLetterConfig: { Arn: dead.arn } },
      },
      Target: `arn:aws:sqs:${ACCOUNT}:none`,
    });
    await dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: "1" } } }));
    expect(await received(target.url, 1)).toEqual([{ id: "1" }]);
    expect(await received(dead.url, 1)).toMatchObject([
      {
        context: {
          pipeArn: `arn:aws:pipes:${ACCOUNT}:pipe/${Name}`,
          condition: "RetryAttemptsExhausted",
        },
        DDBStreamBatchInfo: { batchSize: 1, streamArn: Source },
      },
    ]);
  });

  test("stops, starts again, and goes on after a change of its target", async () => {
    const [source, first, second] = [await aQueue(), await aQueue(), await aQueue()];
    const { Name } = await aPipe({
      Source: source.arn,
      Target: first.arn,
      DesiredState: "STOPPED",
    });
    await send(source.url, { n: 1 });
    expect((await pipes.send(new DescribePipeCommand({ Name }))).CurrentState).toBe("STOPPED");
    const started = await pipes.send(new StartPipeCommand({ Name }));
    expect(started).toMatchObject({ CurrentState: "STARTING", DesiredState: "RUNNING" });
    expect(await received(first.url, 1)).toMatchObject([{ body: '{"n":1}' }]);
    await pipes.send(new UpdatePipeCommand({ Name, RoleArn, Target: second.arn }));
    await send(source.url, { n: 2 });
    expect(await received(second.url, 1)).toMatchObject([{ body: '{"n":2}' }]);
    expect((await pipes.send(new StopPipeCommand({ Name }))).CurrentState).toBe("STOPPING");
  });

  test("is described, listed, tagged and deleted", async () => {
    const [source, target] = [await aQueue(), await aQueue()];
    const { Name, Arn: resourceArn } = await aPipe({
      Source: source.arn,
      Target: target.arn,
      Tags: { a: "1" },
    });
    await pipes.send(new TagResourceCommand({ resourceArn, tags: { b: "2" } }));
    await pipes.send(new UntagResourceCommand({ resourceArn, tagKeys: ["a"] }));
    const { tags } = await pipes.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ b: "2" });
    expect(await pipes.send(new DescribePipeCommand({ Name }))).toMatchObject({
      Arn: resourceArn,
      CurrentState: "RUNNING",
      Source: source.arn,
      Target: target.arn,
      RoleArn,
      Tags: { b: "2" },
    });
    const { Pipes } = await pipes.send(new ListPipesCommand({ NamePrefix: Name }));
    expect(Pipes).toMatchObject([{ Name, CurrentState: "RUNNING" }]);
    expect((await pipes.send(new DeletePipeCommand({ Name }))).CurrentState).toBe("DELETING");
    const gone = pipes.send(new DescribePipeCommand({ Name }));
    await expect(gone).rejects.toMatchObject({ name: "NotFoundException" });
  });

  test.each([
    [{ Name: "a/b" }, "ValidationException"],
    [{ Source: "arn:aws:mq:eu-west-1:000000000000:broker:b" }, "NotEmulated"],
    [{ Target: "arn:aws:batch:eu-west-1:000000000000:job-queue/q" }, "NotEmulated"],
    [{ Enrichment: "arn:aws:sqs:eu-west-1:000000000000:q" }, "NotEmulated"],
    [{ SourceParameters: { SqsQueueParameters: { BatchSize: 0 } } }, "ValidationException"],
    [{ TargetParameters: { InputTemplate: "<x>" } }, "ValidationException"],
    [{ Target: `arn:aws:kinesis:${ACCOUNT}:stream/s` }, "ValidationException"],
  ])("is refused with %o", async (over, name) => {
    const arn = `arn:aws:sqs:${ACCOUNT}:q`;
    await expect(aPipe({ Source: arn, Target: arn, ...over })).rejects.toMatchObject({ name });
  });
});

import { randomUUID } from "node:crypto";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  type CreateStateMachineCommandInput,
  type DescribeExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { principalArn } from "../src/access/principal.ts";
import { definePlugin } from "../src/service.ts";
import { dynamodb } from "../src/services/dynamodb/index.ts";
import { sns as snsPlugin } from "../src/services/sns/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { stepfunctions } from "../src/services/stepfunctions/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createFunction, LAMBDA_PLUGINS } from "./lambda-fixtures.ts";

const roleArn = "arn:aws:iam::000000000000:role/machine";

interface SeenEvent extends PutEventsRequestEntry {
  readonly caller: string;
}
const bus: SeenEvent[] = [];

/** A bus that keeps what it is told. */
const recordingBus = definePlugin<"events", undefined>({
  id: "events",
  operations: {
    PutEvents: ({ Entries = [] }, { principal }) => {
      for (const entry of Entries) bus.push({ ...entry, caller: principalArn(principal) });
      return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) };
    },
  },
  open: () => undefined,
});

let local: TestCloud;
let sfn: SFNClient;

beforeAll(async () => {
  const plugins = [dynamodb, ...LAMBDA_PLUGINS, snsPlugin, sqsPlugin, recordingBus, stepfunctions];
  local = await startTestCloud({ plugins, keep: true });
  sfn = local.client(SFNClient);
});
afterAll(() => local.stop());

type Definition = Record<string, unknown>;

const only = (state: Definition): Definition => ({
  StartAt: "T",
  States: { T: { Type: "Task", End: true, ...state } },
});

async function started(
  definition: Definition,
  input: unknown = {},
  over: Partial<CreateStateMachineCommandInput> = {},
): Promise<string> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: `m-${randomUUID()}`,
      definition: JSON.stringify(definition),
      roleArn,
      ...over,
    }),
  );
  const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  return (await sfn.send(start)).executionArn!;
}

async function ended(executionArn: string): Promise<DescribeExecutionCommandOutput> {
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== "RUNNING") return execution;
  }
}

async function outputOf(definition: Definition, input?: unknown) {
  const { status, output, error, cause } = await ended(await started(definition, input));
  expect({ status, error, cause }).toEqual({ status: "SUCCEEDED" });
  return JSON.parse(output!);
}

async function failureOf(definition: Definition, input?: unknown) {
  const { status, error, cause } = await ended(await started(definition, input));
  expect(status).toBe("FAILED");
  return { error, cause };
}

/** Asks until the answer is there. */
async function eventually<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const arn = (name: string) => `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
const logs = () => local.client(CloudWatchLogsClient);

async function logged(level: "ALL" | "ERROR", includeExecutionData: boolean) {
  const logGroupName = `/aws/vendedlogs/states/${randomUUID()}`;
  await logs().send(new CreateLogGroupCommand({ logGroupName }));
  const logGroupArn = `arn:aws:logs:eu-west-1:000000000000:log-group:${logGroupName}:*`;
  const loggingConfiguration = {
    level,
    includeExecutionData,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
  };
  const fail = { StartAt: "F", States: { F: { Type: "Fail", Error: "E" } } };
  const executionArn = await started(fail, { secret: 1 }, { loggingConfiguration });
  await ended(executionArn);
  return eventually(async () => {
    const { events = [] } = await logs().send(new FilterLogEventsCommand({ logGroupName }));
    const lines = events.map(({ message }) => JSON.parse(message!));
    return lines.some(({ type }) => type === "ExecutionFailed")
      ? { lines, executionArn }
      : undefined;
  });
}

describe("functions", () => {
  beforeAll(async () => {
    const client = local.client(LambdaClient);
    await createFunction(client, "export const handler = async (event) => ({ got: event });", {
      FunctionName: "echo",
    });
    const failing = `class TooBig extends Error { constructor(m) { super(m); this.name = "TooBig"; } }
      export const handler = async () => { throw new TooBig("no room"); };`;
    await createFunction(client, failing, { FunctionName: "failing" });
  });

  test("a bare ARN gives the function its input and answers its result", async () => {
    expect(await outputOf(only({ Resource: arn("echo") }), { n: 1 })).toEqual({ got: { n: 1 } });
  });

  test("lambda:invoke answers the result in Payload", async () => {
    const Parameters = { FunctionName: "echo", Payload: { "n.$": "$.n" } };
    const output = await outputOf(
      only({ Resource: "arn:aws:states:::lambda:invoke", Parameters }),
      { n: 2 },
    );
    expect(output).toMatchObject({
      ExecutedVersion: "$LATEST",
      Payload: { got: { n: 2 } },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
  });

  test("a function's error is its own name, to be caught by it", async () => {
    const { error, cause } = await failureOf(only({ Resource: arn("failing") }));
    expect(error).toBe("TooBig");
    expect(JSON.parse(cause!)).toMatchObject({ errorType: "TooBig", errorMessage: "no room" });
    const caught = {
      StartAt: "T",
      States: {
        T: {
          Type: "Task",
          Resource: arn("failing"),
          Catch: [{ ErrorEquals: ["TooBig"], Next: "C" }],
          End: true,
        },
        C: { Type: "Pass", Result: "caught", End: true },
      },
    };
    expect(await outputOf(caught)).toBe("caught");
  });

  test("a function that is not there is a service error of Lambda", async () => {
    expect(await failureOf(only({ Resource: arn("gone") }))).toMatchObject({
      error: "Lambda.ResourceNotFoundException",
      cause: expect.stringContaining("Function not found"),
    });
  });
});

describe("dynamodb", () => {
  const TableName = "items";
  const put = "arn:aws:states:::dynamodb:putItem";
  const Parameters = {
    TableName,
    Item: { Id: { "S.$": "$.id" }, size: { N: "1" } },
    ConditionExpression: "attribute_not_exists(Id)",
  };

  beforeAll(async () => {
    await local.client(DynamoDBClient).send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
      }),
    );
  });

  test("putItem and getItem pass items as DynamoDB writes them", async () => {
    await outputOf(only({ Resource: put, Parameters }), { id: "a" });
    const { Item } = await local
      .client(DynamoDBClient)
      .send(new GetItemCommand({ TableName, Key: { Id: { S: "a" } } }));
    expect(Item).toEqual({ Id: { S: "a" }, size: { N: "1" } });
    const Resource = "arn:aws:states:::dynamodb:getItem";
    const output = await outputOf(
      only({ Resource, Parameters: { TableName, Key: { Id: { S: "a" } } } }),
    );
    expect(output).toMatchObject({ Item: { Id: { S: "a" }, size: { N: "1" } } });
  });

  test("a failed condition is DynamoDB optimised, and DynamoDb by the SDK", async () => {
    await outputOf(only({ Resource: put, Parameters }), { id: "b" });
    expect(await failureOf(only({ Resource: put, Parameters }), { id: "b" })).toMatchObject({
      error: "DynamoDB.ConditionalCheckFailedException",
    });
    const sdk = "arn:aws:states:::aws-sdk:dynamodb:putItem";
    expect(await failureOf(only({ Resource: sdk, Parameters }), { id: "b" })).toMatchObject({
      error: "DynamoDb.ConditionalCheckFailedException",
      cause: expect.stringMatching(
        /^The conditional request failed \(Service: DynamoDb, Status Code: 400, /u,
      ),
    });
  });

  test("an error that DynamoDB does not model has its base exception", async () => {
    const broken = { ...Parameters, ConditionExpression: "nonsense(" };
    expect(await failureOf(only({ Resource: put, Parameters: broken }), { id: "c" })).toMatchObject(
      {
        error: "DynamoDB.AmazonDynamoDBException",
      },
    );
    const missing = { ...Parameters, TableName: "no-such-table" };
    expect(
      await failureOf(only({ Resource: put, Parameters: missing }), { id: "c" }),
    ).toMatchObject({
      error: "DynamoDB.ResourceNotFoundException",
    });
  });
});

describe("sns and events", () => {
  test("sns:publish writes an object as JSON", async () => {
    const sqs = local.client(SQSClient);
    const sns = local.client(SNSClient);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "mail" }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "moderators" }));
    const Endpoint = Attributes!["QueueArn"]!;
    await sns.send(
      new SubscribeCommand({
        TopicArn,
        Protocol: "sqs",
        Endpoint,
        Attributes: { RawMessageDelivery: "true" },
      }),
    );
    const Parameters = { TopicArn, Message: { "key.$": "$.key" } };
    const output = await outputOf(only({ Resource: "arn:aws:states:::sns:publish", Parameters }), {
      key: "a.jpg",
    });
    expect(output).toMatchObject({ MessageId: expect.any(String) });
    const body = await eventually(async () => {
      const { Messages } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }),
      );
      return Messages?.[0]?.Body;
    });
    expect(JSON.parse(body)).toEqual({ key: "a.jpg" });
  });

  test("events:putEvents writes a detail as JSON, as the execution's role", async () => {
    const Entries = [{ Source: "me", DetailType: "Done", Detail: { "n.$": "$.n" } }];
    const output = await outputOf(
      only({ Resource: "arn:aws:states:::events:putEvents", Parameters: { Entries } }),
      { n: 3 },
    );
    expect(output).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: expect.any(String) }],
    });
    const seen = bus.find(({ Source }) => Source === "me");
    expect(seen).toMatchObject({ Detail: '{"n":3}' });
    expect(seen?.caller).toMatch(/^arn:aws:sts::000000000000:assumed-role\/machine\//u);
  });

  test("every change of an execution's status is announced", async () => {
    const executionArn = await started({
      StartAt: "F",
      States: { F: { Type: "Fail", Error: "E", Cause: "c" } },
    });
    await ended(executionArn);
    const details = await eventually(() => {
      const found = bus.filter(({ Resources }) => Resources?.includes(executionArn) === true);
      return found.length < 2 ? undefined : found;
    });
    for (const announced of details) {
      expect(announced).toMatchObject({
        Source: "aws.states",
        DetailType: "Step Functions Execution Status Change",
        caller: "states.amazonaws.com",
      });
    }
    const statuses = details.map(({ Detail }) => JSON.parse(Detail!));
    expect(statuses.find(({ status }) => status === "RUNNING")).toMatchObject({
      executionArn,
      stopDate: null,
    });
    expect(statuses.find(({ status }) => status === "FAILED")).toMatchObject({
      error: "E",
      cause: "c",
      stopDate: expect.any(Number),
    });
  });
});

describe("logs", () => {
  test("level ALL logs every event, with data when it is wanted", async () => {
    const { lines, executionArn } = await logged("ALL", true);
    expect(lines.map(({ id, type }) => [id, type])).toEqual([
      ["1", "ExecutionStarted"],
      ["2", "FailStateEntered"],
      ["3", "ExecutionFailed"],
    ]);
    expect(lines[0]).toMatchObject({
      details: { input: '{"secret":1}' },
      previous_event_id: "0",
      execution_arn: executionArn,
    });
  });

  test("level ERROR logs failures only, and no data unless it is wanted", async () => {
    const { lines } = await logged("ERROR", false);
    expect(lines.map(({ type }) => type)).toEqual(["ExecutionFailed"]);
    expect(JSON.stringify(await logged("ALL", false))).not.toContain("secret");
  });
});

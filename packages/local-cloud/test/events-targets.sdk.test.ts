import { randomUUID } from "node:crypto";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { LambdaClient } from "@aws-sdk/client-lambda";
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from "@aws-sdk/client-sfn";
import {
  CreateTopicCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { afterAll, beforeAll, expect, test } from "vitest";
import { events as eventsPlugin } from "../src/services/events/index.ts";
import { sns as snsPlugin } from "../src/services/sns/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { stepfunctions } from "../src/services/stepfunctions/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createRecorder, LAMBDA_PLUGINS } from "./lambda-fixtures.ts";

const RoleArn = "arn:aws:iam::000000000000:role/starter";

let local: TestCloud;
let events: EventBridgeClient;

beforeAll(async () => {
  const plugins = [sqsPlugin, snsPlugin, ...LAMBDA_PLUGINS, stepfunctions, eventsPlugin];
  local = await startTestCloud({ plugins, keep: true });
  events = local.client(EventBridgeClient);
});
afterAll(() => local.stop());

/** Sends one event to a target, and tells the event's id. */
async function send(target: Omit<Target, "Id">, detail: unknown): Promise<string> {
  const Name = `r-${randomUUID()}`;
  const source = `app.${Name}`;
  const EventPattern = JSON.stringify({ source: [source] });
  await events.send(new PutRuleCommand({ Name, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "t", ...target }] }));
  const entry = { Source: source, DetailType: "test", Detail: JSON.stringify(detail) };
  const { Entries } = await events.send(new PutEventsCommand({ Entries: [entry] }));
  return Entries![0]!.EventId!;
}

function functionArn(name: string): string {
  return `arn:aws:lambda:eu-west-1:000000000000:function:${name}`;
}

test("a function is invoked with the event", async () => {
  const { name, read } = await createRecorder(local.client(LambdaClient), "note(event);", {
    FunctionName: "on-event",
  });
  const id = await send({ Arn: functionArn(name) }, { n: 1 });
  await expect.poll(read, { timeout: 10_000 }).toMatchObject([{ id, detail: { n: 1 } }]);
});

test("a subscribed function is invoked with SNS's record", async () => {
  const sns = local.client(SNSClient);
  const { name, read } = await createRecorder(local.client(LambdaClient), "note(event);", {
    FunctionName: "on-message",
  });
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "news" }));
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: "lambda", Endpoint: functionArn(name) }),
  );
  const { MessageId } = await sns.send(
    new PublishCommand({
      TopicArn,
      Message: "Hello world.",
      MessageAttributes: { n: { DataType: "Number", StringValue: "1" } },
    }),
  );
  await expect.poll(read, { timeout: 10_000 }).toEqual([
    {
      Records: [
        {
          EventSource: "aws:sns",
          EventVersion: "1.0",
          EventSubscriptionArn: SubscriptionArn,
          Sns: {
            Type: "Notification",
            MessageId,
            TopicArn,
            Subject: null,
            Message: "Hello world.",
            Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            SignatureVersion: "1",
            Signature: expect.any(String),
            SigningCertUrl: expect.any(String),
            UnsubscribeUrl: expect.stringContaining(SubscriptionArn!),
            MessageAttributes: { n: { Type: "Number", Value: "1" } },
          },
        },
      ],
    },
  ]);
});

test("a topic gets the event as its message", async () => {
  const sns = local.client(SNSClient);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "alarms" }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sms", Endpoint: "+41790000000" }));
  await send({ Arn: TopicArn, InputPath: "$.detail.text" }, { text: "fire" });
  await local.cloud.deliveries.idle();
  expect(local.cloud.inbox.read("+41790000000")).toMatchObject([{ body: '"fire"' }]);
});

test("a state machine is started once, however often the event is delivered", async () => {
  const sfn = local.client(SFNClient);
  const definition = JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: "machine", definition, roleArn: RoleArn }),
  );
  local.cloud.chaos.set([
    { service: "events", operation: "deliver", fault: "duplicate", delayMs: 0, times: 1 },
  ]);
  const id = await send({ Arn: stateMachineArn, RoleArn }, { n: 1 });
  await local.cloud.deliveries.idle();
  local.cloud.chaos.set([]);
  const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions!.map(({ name }) => name!.split("_")[0])).toEqual([id]);
  const { executionArn } = executions![0]!;
  const { input } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect(JSON.parse(input!)).toMatchObject({ id, detail: { n: 1 } });
});

test("a log group gets a line for each event", async () => {
  const logs = local.client(CloudWatchLogsClient);
  const logGroupName = "/aws/events/all";
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const Arn = `arn:aws:logs:eu-west-1:000000000000:log-group:${logGroupName}`;
  const id = await send({ Arn }, { n: 1 });
  await local.cloud.deliveries.idle();
  const { events: lines } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  expect(lines!.map(({ message }): unknown => JSON.parse(message!))).toMatchObject([{ id }]);
});

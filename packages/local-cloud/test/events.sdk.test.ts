import { randomUUID } from "node:crypto";
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
  type PutEventsRequestEntry,
  type Target,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { events as eventsPlugin } from "../src/services/events/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const NOON = Date.UTC(2026, 0, 15, 12);

let local: TestCloud;
let clock: AdjustableClock;
let events: EventBridgeClient;
let sqs: SQSClient;

beforeAll(async () => {
  clock = createClock({ pace: "manual", startMs: NOON });
  local = await startTestCloud({ plugins: [sqsPlugin, eventsPlugin], clock, keep: true });
  events = local.client(EventBridgeClient);
  sqs = local.client(SQSClient);
});
afterAll(() => local.stop());

async function aQueue(): Promise<{ url: string; arn: string }> {
  const QueueName = `q-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  return { url: QueueUrl!, arn: `arn:aws:sqs:eu-west-1:000000000000:${QueueName}` };
}

async function received(QueueUrl: string): Promise<Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ["All"],
    }),
  );
  return Messages;
}

async function bodies(queueUrl: string): Promise<unknown[]> {
  return (await received(queueUrl)).map(({ Body }): unknown => JSON.parse(Body!));
}

/** A rule for events of a source of its own, with these targets. */
async function aRule(targets: Omit<Target, "Id">[], EventBusName?: string) {
  const name = `r-${randomUUID()}`;
  const source = `app.${randomUUID()}`;
  await events.send(
    new PutRuleCommand({
      Name: name,
      EventPattern: JSON.stringify({ source: [source] }),
      EventBusName,
    }),
  );
  const Targets = targets.map((target, index) => ({ Id: `t${index}`, ...target }));
  await events.send(new PutTargetsCommand({ Rule: name, Targets, EventBusName }));
  return { name, source };
}

async function put(...entries: PutEventsRequestEntry[]) {
  const Entries = entries.map((entry) => ({ DetailType: "test", Detail: "{}", ...entry }));
  const answer = await events.send(new PutEventsCommand({ Entries }));
  await local.cloud.deliveries.idle();
  return answer;
}

function putPattern(EventPattern?: string) {
  return events.send(new PutRuleCommand({ Name: "x", EventPattern }));
}

describe("PutEvents", () => {
  test("a target gets the event in AWS's envelope", async () => {
    const { url, arn } = await aQueue();
    const { source } = await aRule([{ Arn: arn }]);
    const { Entries } = await put({
      Source: source,
      DetailType: "order placed",
      Detail: '{"n":1}',
      Resources: ["arn:x"],
      Time: new Date("2026-01-02T03:04:05.678Z"),
    });
    expect(await bodies(url)).toEqual([
      {
        version: "0",
        id: Entries![0]!.EventId,
        "detail-type": "order placed",
        source,
        account: "000000000000",
        time: "2026-01-02T03:04:05Z",
        region: "eu-west-1",
        resources: ["arn:x"],
        detail: { n: 1 },
      },
    ]);
  });

  test("reports the entries that it does not take, and takes the others", async () => {
    const { FailedEntryCount, Entries } = await put(
      { Source: "app" },
      { Source: "" },
      { Source: "app", Detail: "" },
      { Source: "app", DetailType: "" },
      { Source: "app", Detail: "[1]" },
      { Source: "aws.s3" },
      { Source: "app", Detail: `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}` },
    );
    expect(FailedEntryCount).toBe(6);
    expect(Entries!.map(({ ErrorCode, ErrorMessage }) => [ErrorCode, ErrorMessage])).toEqual([
      [undefined, undefined],
      ["InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument."],
      ["InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument."],
      [
        "InvalidArgument",
        "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
      ],
      ["MalformedDetail", "Detail is malformed."],
      ["NotAuthorizedForSourceException", "Not authorized for the source."],
      ["MalformedDetail", "Detail is malformed."],
    ]);
  });

  test("AWS's own services may speak for themselves", async () => {
    const { url, arn } = await aQueue();
    const name = `r-${randomUUID()}`;
    const EventPattern = JSON.stringify({ source: ["aws.s3"], detail: { own: [name] } });
    await events.send(new PutRuleCommand({ Name: name, EventPattern }));
    await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: "q", Arn: arn }] }));
    const Detail = JSON.stringify({ own: name });
    await local.cloud.call(
      "events",
      "PutEvents",
      { Entries: [{ Source: "aws.s3", DetailType: "Object Created", Detail }] },
      { as: { kind: "service", accountId: "000000000000", service: "s3.amazonaws.com" } },
    );
    await local.cloud.deliveries.idle();
    expect(await bodies(url)).toMatchObject([
      { source: "aws.s3", "detail-type": "Object Created" },
    ]);
  });

  test("refuses eleven entries, and more than a mebibyte", async () => {
    const eleven = Array.from({ length: 11 }, () => ({ Source: "app" }));
    await expect(put(...eleven)).rejects.toThrow(
      /Member must have length less than or equal to 10/,
    );
    const Detail = JSON.stringify({ text: "x".repeat(1_048_576) });
    await expect(put({ Source: "app", Detail })).rejects.toThrow(
      "Total size of the entries in the request is over the limit.",
    );
  });
});

describe("rules", () => {
  test("a rule is described, listed, switched and deleted", async () => {
    const { arn } = await aQueue();
    const { name } = await aRule([{ Arn: arn }]);
    const described = await events.send(new DescribeRuleCommand({ Name: name }));
    expect(described).toMatchObject({
      Name: name,
      Arn: `arn:aws:events:eu-west-1:000000000000:rule/${name}`,
      State: "ENABLED",
      EventBusName: "default",
      CreatedBy: "000000000000",
    });
    await events.send(new DisableRuleCommand({ Name: name }));
    const { Rules } = await events.send(new ListRulesCommand({ NamePrefix: name }));
    expect(Rules).toMatchObject([{ Name: name, State: "DISABLED" }]);
    const byTarget = new ListRuleNamesByTargetCommand({ TargetArn: arn });
    expect((await events.send(byTarget)).RuleNames).toEqual([name]);
    await expect(events.send(new DeleteRuleCommand({ Name: name }))).rejects.toThrow(
      "Rule can't be deleted since it has targets.",
    );
    const removed = await events.send(new RemoveTargetsCommand({ Rule: name, Ids: ["t0", "t9"] }));
    expect(removed).toMatchObject({ FailedEntryCount: 1, FailedEntries: [{ TargetId: "t9" }] });
    await events.send(new DeleteRuleCommand({ Name: name }));
    await expect(events.send(new DescribeRuleCommand({ Name: name }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Rule ${name} does not exist on EventBus default.`,
    });
  });

  test("a disabled rule lets events pass", async () => {
    const { url, arn } = await aQueue();
    const { name, source } = await aRule([{ Arn: arn }]);
    await events.send(new DisableRuleCommand({ Name: name }));
    await put({ Source: source, Detail: '{"n":1}' });
    await events.send(new EnableRuleCommand({ Name: name }));
    await put({ Source: source, Detail: '{"n":2}' });
    expect(await bodies(url)).toMatchObject([{ detail: { n: 2 } }]);
  });

  test("refuses a pattern that is not valid, and a rule without one", async () => {
    await expect(putPattern('{"int": 42}')).rejects.toMatchObject({
      name: "InvalidEventPatternException",
      message: 'Event pattern is not valid. Reason: "int" must be an object or an array',
    });
    await expect(putPattern()).rejects.toThrow(
      "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    );
  });

  test("TestEventPattern tells whether an event matches", async () => {
    const event = {
      id: "1",
      account: "1",
      source: "s",
      time: "t",
      region: "r",
      resources: [],
      "detail-type": "d",
    };
    const tell = (pattern: unknown, Event = JSON.stringify(event)) =>
      events.send(new TestEventPatternCommand({ EventPattern: JSON.stringify(pattern), Event }));
    expect((await tell({ source: ["s"] })).Result).toBe(true);
    expect((await tell({ source: ["x"] })).Result).toBe(false);
    await expect(tell({ source: ["s"] }, "text")).rejects.toThrow("Parameter Event is not valid.");
  });

  test("rate() fires at every interval while the rule is enabled", async () => {
    const { url, arn } = await aQueue();
    const Name = `r-${randomUUID()}`;
    await events.send(new PutRuleCommand({ Name, ScheduleExpression: "rate(5 minutes)" }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "q", Arn: arn }] }));
    for (let minutes = 0; minutes < 11; minutes += 1) await clock.advance(60_000);
    await local.cloud.deliveries.idle();
    await events.send(new DisableRuleCommand({ Name }));
    await clock.advance(600_000);
    await local.cloud.deliveries.idle();
    const fired = await bodies(url);
    expect(fired).toHaveLength(2);
    expect(fired[0]).toMatchObject({
      source: "aws.events",
      "detail-type": "Scheduled Event",
      detail: {},
    });
    const odd = new PutRuleCommand({ Name: "odd", ScheduleExpression: "rate(1 minutes)" });
    await expect(events.send(odd)).rejects.toThrow("Parameter ScheduleExpression is not valid.");
  });
});

test("cron() fires at its times of the calendar", async () => {
  const { url, arn } = await aQueue();
  const Name = `r-${randomUUID()}`;
  const minute = new Date(clock.now() + 120_000).getUTCMinutes();
  const ScheduleExpression = `cron(${minute} * * * ? *)`;
  await events.send(new PutRuleCommand({ Name, ScheduleExpression }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "q", Arn: arn }] }));
  for (let minutes = 0; minutes < 125; minutes += 1) await clock.advance(60_000);
  await local.cloud.deliveries.idle();
  await events.send(new DisableRuleCommand({ Name }));
  expect(await bodies(url)).toHaveLength(3);
});

describe("buses", () => {
  test("a bus has its own rules, and can forward to another", async () => {
    const first = `bus-${randomUUID()}`;
    const second = `bus-${randomUUID()}`;
    await events.send(new CreateEventBusCommand({ Name: first }));
    const { EventBusArn } = await events.send(new CreateEventBusCommand({ Name: second }));
    await expect(events.send(new CreateEventBusCommand({ Name: first }))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
      message: `Event bus ${first} already exists.`,
    });
    const { source } = await aRule([{ Arn: EventBusArn! }], first);
    const { url, arn } = await aQueue();
    const EventPattern = JSON.stringify({ source: [source] });
    await events.send(new PutRuleCommand({ Name: "on", EventPattern, EventBusName: EventBusArn }));
    const Targets = [{ Id: "q", Arn: arn }];
    await events.send(new PutTargetsCommand({ Rule: "on", EventBusName: second, Targets }));
    await put({ Source: source });
    const { Entries } = await put({ Source: source, EventBusName: first });
    expect(await bodies(url)).toMatchObject([{ id: Entries![0]!.EventId }]);
  });

  test("the default bus is always there and stays", async () => {
    expect(await events.send(new DescribeEventBusCommand({}))).toMatchObject({
      Name: "default",
      Arn: "arn:aws:events:eu-west-1:000000000000:event-bus/default",
    });
    await expect(events.send(new DeleteEventBusCommand({ Name: "default" }))).rejects.toThrow(
      "Cannot delete event bus default.",
    );
    await expect(events.send(new DescribeEventBusCommand({ Name: "no" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Event bus no does not exist.",
    });
  });
});

describe("targets", () => {
  test("each target gets the input that it asks for", async () => {
    const [path, fixed, transformed] = [await aQueue(), await aQueue(), await aQueue()];
    const { name, source } = await aRule([
      { Arn: path.arn, InputPath: "$.detail.payload" },
      { Arn: fixed.arn, Input: '{"fixed":true}' },
      {
        Arn: transformed.arn,
        InputTransformer: {
          InputPathsMap: { who: "$.detail.who" },
          InputTemplate: '{"text": "hello <who>", "rule": <aws.events.rule-name>}',
        },
      },
    ]);
    await put({ Source: source, Detail: '{"payload":[1],"who":"you"}' });
    expect(await bodies(path.url)).toEqual([[1]]);
    expect(await bodies(fixed.url)).toEqual([{ fixed: true }]);
    expect(await bodies(transformed.url)).toEqual([{ text: "hello you", rule: name }]);
    const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: name }));
    expect(Targets![2]!.InputTransformer!.InputPathsMap).toEqual({ who: "$.detail.who" });
  });

  test.each([
    [{ Arn: "q" }, /Provided Arn is not in correct format/],
    [{ Arn: "arn:aws:kinesis:eu-west-1:000000000000:stream/s" }, /is not emulated/],
    [
      { Arn: "arn:aws:states:eu-west-1:000000000000:stateMachine:m" },
      /RoleArn is required for target/,
    ],
    [{ Arn: "arn:aws:sqs:eu-west-1:000000000000:q.fifo" }, /SqsParameters must be specified/],
    [
      { Arn: "arn:aws:sqs:eu-west-1:000000000000:q", Input: "{}", InputPath: "$" },
      /Only one of Input, InputPath, or InputTransformer/,
    ],
    [
      {
        Arn: "arn:aws:sqs:eu-west-1:000000000000:q",
        InputTransformer: { InputTemplate: '"<notdefinedkey>"' },
      },
      /contains invalid placeholder notdefinedkey\./,
    ],
  ])("refuses the target %j", async (target, message) => {
    await expect(aRule([target])).rejects.toThrow(message);
  });

  test("an event for a target that is gone goes to the dead-letter queue at once", async () => {
    const [queue, deadLetters] = [await aQueue(), await aQueue()];
    const { name, source } = await aRule([
      { Arn: queue.arn, DeadLetterConfig: { Arn: deadLetters.arn } },
    ]);
    await sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
    await put({ Source: source });
    const [message] = await received(deadLetters.url);
    expect(JSON.parse(message!.Body!)).toMatchObject({ source, detail: {} });
    const attributes = Object.entries(message!.MessageAttributes!).map(([key, value]) => [
      key,
      value.StringValue,
    ]);
    expect(Object.fromEntries(attributes)).toEqual({
      RULE_ARN: `arn:aws:events:eu-west-1:000000000000:rule/${name}`,
      TARGET_ARN: queue.arn,
      ERROR_CODE: "NO_RESOURCE",
      ERROR_MESSAGE: "The specified queue does not exist.",
      RETRY_ATTEMPTS: "0",
    });
  });

  test.each([
    [{ MaximumRetryAttempts: 2 }, "MaximumRetryAttempts", /^2$/],
    [{ MaximumEventAgeInSeconds: 60 }, "MaximumEventAgeInSeconds", /^[56]$/],
  ])("a failing target is tried again within %j", async (RetryPolicy, condition, retries) => {
    const deadLetters = await aQueue();
    const Arn = "arn:aws:sns:eu-west-1:000000000000:busy";
    const { source } = await aRule([
      { Arn, RetryPolicy, DeadLetterConfig: { Arn: deadLetters.arn } },
    ]);
    local.cloud.chaos.set([{ service: "sns", operation: "Publish", fault: "error" }]);
    await put({ Source: source });
    for (let seconds = 0; seconds < 90; seconds += 1) {
      await clock.advance(1000);
      await local.cloud.deliveries.idle();
    }
    local.cloud.chaos.set([]);
    const [message] = await received(deadLetters.url);
    expect(message!.MessageAttributes).toMatchObject({
      ERROR_CODE: { StringValue: "ERROR_FROM_TARGET" },
      EXHAUSTED_RETRY_CONDITION: { StringValue: condition },
      RETRY_ATTEMPTS: { StringValue: expect.stringMatching(retries) },
    });
  });

  test("chaos can deliver an event twice", async () => {
    const { url, arn } = await aQueue();
    const { source } = await aRule([{ Arn: arn }]);
    local.cloud.chaos.set([
      { service: "events", operation: "deliver", fault: "duplicate", times: 1, delayMs: 0 },
    ]);
    await put({ Source: source });
    local.cloud.chaos.set([]);
    const [first, second] = await bodies(url);
    expect(second).toEqual(first);
  });
});

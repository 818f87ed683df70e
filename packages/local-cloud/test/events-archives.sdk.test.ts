import { randomUUID } from "node:crypto";
import {
  CancelReplayCommand,
  CreateArchiveCommand,
  CreateEventBusCommand,
  DeleteArchiveCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  ListArchivesCommand,
  ListReplaysCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  StartReplayCommand,
  UpdateArchiveCommand,
  type StartReplayCommandInput,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClock, type AdjustableClock } from "../src/clock.ts";
import { events as eventsPlugin } from "../src/services/events/index.ts";
import { sqs as sqsPlugin } from "../src/services/sqs/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const DAY_MS = 86_400_000;
const ARN = "arn:aws:events:eu-west-1:000000000000:";

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

/** A bus of its own with an archive of everything. */
async function anArchivedBus(settings: { EventPattern?: string; RetentionDays?: number } = {}) {
  const id = randomUUID().slice(0, 8);
  const { EventBusArn = "" } = await events.send(new CreateEventBusCommand({ Name: id }));
  const { ArchiveArn = "" } = await events.send(
    new CreateArchiveCommand({ ArchiveName: id, EventSourceArn: EventBusArn, ...settings }),
  );
  return { id, EventBusArn, ArchiveArn };
}

/** A rule of the bus for everything, whose target is a queue of its own. */
async function aWatchedRule(EventBusName: string) {
  const name = `r-${randomUUID()}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const EventPattern = '{"account":["000000000000"]}';
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: name, EventBusName, EventPattern }),
  );
  const Targets = [{ Id: "q", Arn: `arn:aws:sqs:eu-west-1:000000000000:${name}` }];
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets }));
  return { arn: RuleArn!, url: QueueUrl! };
}

async function received(QueueUrl: string): Promise<Record<string, unknown>[]> {
  await local.cloud.deliveries.idle();
  const all: Record<string, unknown>[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return all;
    all.push(...Messages.map(({ Body }) => JSON.parse(Body!) as Record<string, unknown>));
  }
}

async function put(EventBusName: string, n: number, Time?: Date) {
  const Detail = JSON.stringify({ n });
  const entry = { Source: "app", DetailType: "counted", Detail, EventBusName };
  await events.send(new PutEventsCommand({ Entries: [{ ...entry, ...(Time && { Time }) }] }));
}

function replayOf(
  { id, EventBusArn, ArchiveArn }: { id: string; EventBusArn: string; ArchiveArn: string },
  over: Partial<StartReplayCommandInput> = {},
) {
  return new StartReplayCommand({
    ReplayName: id,
    EventSourceArn: ArchiveArn,
    EventStartTime: new Date(NOON - DAY_MS),
    EventEndTime: new Date(NOON + DAY_MS),
    Destination: { Arn: EventBusArn },
    ...over,
  });
}

describe("an archive", () => {
  test("counts the events that match its pattern", async () => {
    const { id, EventBusArn } = await anArchivedBus({ EventPattern: '{"detail":{"n":[1,2]}}' });
    for (const n of [1, 2, 3]) await put(id, n);
    const shown = await events.send(new DescribeArchiveCommand({ ArchiveName: id }));
    expect(shown).toMatchObject({
      ArchiveArn: `${ARN}archive/${id}`,
      EventSourceArn: EventBusArn,
      EventPattern: '{"detail":{"n":[1,2]}}',
      State: "ENABLED",
      RetentionDays: 0,
      EventCount: 2,
      CreationTime: new Date(clock.now()),
    });
    expect(shown.SizeBytes).toBeGreaterThan(300);
  });

  test("forgets what is older than its retention, which may change", async () => {
    const { id } = await anArchivedBus({ RetentionDays: 3 });
    await put(id, 1);
    await clock.advance(2 * DAY_MS);
    await put(id, 2);
    await clock.advance(DAY_MS);
    const after = await events.send(new DescribeArchiveCommand({ ArchiveName: id }));
    expect(after.EventCount).toBe(1);
    const change = { ArchiveName: id, RetentionDays: 1, Description: "short" };
    await events.send(new UpdateArchiveCommand(change));
    const changed = await events.send(new DescribeArchiveCommand({ ArchiveName: id }));
    expect(changed).toMatchObject({ EventCount: 0, RetentionDays: 1, Description: "short" });
  });

  test("is listed by prefix or source, and gone once deleted", async () => {
    const { id, EventBusArn } = await anArchivedBus();
    for (const filter of [{ NamePrefix: id }, { EventSourceArn: EventBusArn }]) {
      const { Archives } = await events.send(new ListArchivesCommand(filter));
      expect(Archives).toMatchObject([{ ArchiveName: id, EventCount: 0 }]);
    }
    await events.send(new DeleteArchiveCommand({ ArchiveName: id }));
    const again = events.send(new DescribeArchiveCommand({ ArchiveName: id }));
    await expect(again).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Archive ${id} does not exist.`,
    });
  });

  test.each([
    { ArchiveName: "a b", name: "ValidationException" },
    { ArchiveName: "a".repeat(49), name: "ValidationException" },
    { EventSourceArn: "arn:aws:sqs:eu-west-1:000000000000:q", name: "ValidationException" },
    { EventSourceArn: `${ARN}event-bus/nowhere`, name: "ResourceNotFoundException" },
    { EventPattern: "{", name: "InvalidEventPatternException" },
    { RetentionDays: -1, name: "ValidationException" },
  ])("is refused with $name for %o", async ({ name, ...over }) => {
    const input = { ArchiveName: "fine", EventSourceArn: `${ARN}event-bus/default`, ...over };
    await expect(events.send(new CreateArchiveCommand(input))).rejects.toMatchObject({ name });
  });
});

describe("a replay", () => {
  test("sends the archived events of its span to the bus again, with its name", async () => {
    const bus = await anArchivedBus();
    await put(bus.id, 1, new Date(NOON - DAY_MS - 1000));
    await put(bus.id, 3, new Date(NOON + 1000));
    await put(bus.id, 2, new Date(NOON));
    const rule = await aWatchedRule(bus.id);
    const started = await events.send(replayOf(bus));
    expect(started).toMatchObject({ ReplayArn: `${ARN}replay/${bus.id}`, State: "STARTING" });
    const got = await received(rule.url);
    expect(got).toMatchObject([
      { "replay-name": bus.id, detail: { n: 2 }, time: "2026-01-15T12:00:00Z" },
      { "replay-name": bus.id, detail: { n: 3 } },
    ]);
    const shown = await events.send(new DescribeReplayCommand({ ReplayName: bus.id }));
    expect(shown).toMatchObject({
      State: "COMPLETED",
      EventSourceArn: bus.ArchiveArn,
      Destination: { Arn: bus.EventBusArn },
      EventLastReplayedTime: new Date(NOON + 1000),
      ReplayEndTime: new Date(clock.now()),
    });
    const { EventCount } = await events.send(new DescribeArchiveCommand({ ArchiveName: bus.id }));
    expect(EventCount).toBe(3);
  });

  test("goes only to the rules that it names", async () => {
    const bus = await anArchivedBus();
    await put(bus.id, 1, new Date(NOON));
    const [chosen, other] = [await aWatchedRule(bus.id), await aWatchedRule(bus.id)];
    const Destination = { Arn: bus.EventBusArn, FilterArns: [chosen.arn] };
    await events.send(replayOf(bus, { Destination }));
    expect(await received(chosen.url)).toHaveLength(1);
    expect(await received(other.url)).toEqual([]);
    const { Replays } = await events.send(new ListReplaysCommand({ NamePrefix: bus.id }));
    expect(Replays).toMatchObject([{ ReplayName: bus.id, State: "COMPLETED" }]);
    const cancel = events.send(new CancelReplayCommand({ ReplayName: bus.id }));
    await expect(cancel).rejects.toMatchObject({ name: "IllegalStatusException" });
  });

  test("is refused for another bus, an unknown archive or rule, or an empty span", async () => {
    const bus = await anArchivedBus();
    const refused = { name: "ValidationException" };
    for (const over of [
      { Destination: { Arn: `${ARN}event-bus/default` } },
      { EventSourceArn: `${ARN}archive/none` },
      { Destination: { Arn: bus.EventBusArn, FilterArns: [`${ARN}rule/none`] } },
      { EventEndTime: new Date(NOON - DAY_MS) },
    ]) {
      await expect(events.send(replayOf(bus, over))).rejects.toMatchObject(refused);
    }
    await events.send(replayOf(bus));
    const again = events.send(replayOf(bus));
    await expect(again).rejects.toMatchObject({ name: "ResourceAlreadyExistsException" });
  });
});

test("a replay that a restart interrupts sends every event once, and a cancelled one stops", async () => {
  const ownClock = createClock({ pace: "manual", startMs: NOON });
  const own = await startTestCloud({ plugins: [sqsPlugin, eventsPlugin], clock: ownClock });
  const client = own.client(EventBridgeClient);
  const EventSourceArn = `${ARN}event-bus/default`;
  await client.send(new CreateArchiveCommand({ ArchiveName: "all", EventSourceArn }));
  for (let batch = 0; batch < 25; batch += 1) {
    const Entries = Array.from({ length: 10 }, (_, index) => {
      const Detail = JSON.stringify({ n: batch * 10 + index });
      return { Source: "app", DetailType: "counted", Detail, Time: new Date(NOON) };
    });
    await client.send(new PutEventsCommand({ Entries }));
  }
  await own.client(SQSClient).send(new CreateQueueCommand({ QueueName: "q" }));
  const Rule = "all";
  await client.send(new PutRuleCommand({ Name: Rule, EventPattern: '{"source":["app"]}' }));
  const Targets = [{ Id: "q", Arn: "arn:aws:sqs:eu-west-1:000000000000:q" }];
  await client.send(new PutTargetsCommand({ Rule, Targets }));
  const bus = { EventBusArn: EventSourceArn, ArchiveArn: `${ARN}archive/all` };
  await client.send(replayOf({ ...bus, id: "kept" }));
  await client.send(replayOf({ ...bus, id: "cancelled" }));
  const stopped = await client.send(new CancelReplayCommand({ ReplayName: "cancelled" }));
  expect(stopped.State).toBe("CANCELLING");

  const after = await own.restart();
  await expect
    .poll(async () => {
      await ownClock.advance(100);
      const { Replays } = await after.client(EventBridgeClient).send(new ListReplaysCommand({}));
      return Replays?.map(({ State }) => State);
    })
    .toEqual(["CANCELLED", "COMPLETED"]);
  await after.cloud.deliveries.idle();
  const again = after.client(EventBridgeClient);
  const kept = await again.send(new DescribeReplayCommand({ ReplayName: "kept" }));
  expect(kept.State).toBe("COMPLETED");
  const cancelled = await again.send(new DescribeReplayCommand({ ReplayName: "cancelled" }));
  expect(cancelled.State).toBe("CANCELLED");
  const seen: number[] = [];
  const queue = after.client(SQSClient);
  const QueueUrl = `${after.endpoint}/000000000000/q`;
  for (;;) {
    const { Messages = [] } = await queue.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) break;
    for (const { Body } of Messages) {
      const event = JSON.parse(Body!) as { "replay-name": string; detail: { n: number } };
      if (event["replay-name"] === "kept") seen.push(event.detail.n);
    }
  }
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 250 }, (_, n) => n));
});

test("an event with a time that no date can say is refused", async () => {
  for (const time of [1e15, -1e14]) {
    const entry = { Source: "app", DetailType: "d", Detail: "{}" };
    const Time = new Date(time);
    const sent = events.send(new PutEventsCommand({ Entries: [{ ...entry, Time }] }));
    await expect(sent).rejects.toMatchObject({ name: "ValidationException" });
  }
});

import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, test } from "vitest";
import { createClock } from "../src/clock.ts";
import { logs as plugin } from "../src/services/logs/index.ts";
import { startTestCloud } from "../src/testing.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const AT = { logGroupName: "/group", logStreamName: "a" };

async function start() {
  const clock = createClock({ pace: "manual", startMs: NOON });
  const cloud = await startTestCloud({ plugins: [plugin], clock });
  const logs = cloud.client(CloudWatchLogsClient);
  await logs.send(new CreateLogGroupCommand({ logGroupName: "/group", tags: { a: "b" } }));
  await logs.send(new CreateLogStreamCommand(AT));
  const put = (messages: string[], stream = "a") =>
    logs.send(
      new PutLogEventsCommand({
        logGroupName: "/group",
        logStreamName: stream,
        logEvents: messages.map((message, index) => ({ message, timestamp: NOON + index })),
      }),
    );
  const filter = async (filterPattern: string) => {
    const input = { logGroupName: "/group", filterPattern };
    const found = await logs.send(new FilterLogEventsCommand(input));
    return found.events?.map(({ message }) => message);
  };
  return { cloud, logs, clock, put, filter };
}

describe("groups and streams", () => {
  test("are described with their ARNs and times", async () => {
    const { logs, put } = await start();
    await put(["x", "y"]);
    const groups = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/g" }));
    expect(groups.logGroups).toMatchObject([
      { logGroupName: "/group", arn: "arn:aws:logs:eu-west-1:000000000000:log-group:/group:*" },
    ]);
    const streams = await logs.send(
      new DescribeLogStreamsCommand({
        logGroupName: "/group",
        orderBy: "LastEventTime",
        descending: true,
      }),
    );
    expect(streams.logStreams).toMatchObject([
      { logStreamName: "a", firstEventTimestamp: NOON, lastEventTimestamp: NOON + 1 },
    ]);
  });

  test("exist once, and are missed when they are not there", async () => {
    const { logs } = await start();
    await expect(
      logs.send(new CreateLogGroupCommand({ logGroupName: "/group" })),
    ).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
    });
    await expect(logs.send(new CreateLogStreamCommand(AT))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
    });
    await expect(
      logs.send(new GetLogEventsCommand({ ...AT, logStreamName: "b" })),
    ).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
    await logs.send(new DeleteLogGroupCommand({ logGroupName: "/group" }));
    await expect(logs.send(new GetLogEventsCommand(AT))).rejects.toMatchObject({
      message: "The specified log group does not exist.",
    });
  });

  test("survive a restart with their events", async () => {
    const { cloud, put } = await start();
    await put(["kept"]);
    const again = (await cloud.restart()).client(CloudWatchLogsClient);
    const { events } = await again.send(new GetLogEventsCommand(AT));
    expect(events?.map(({ message }) => message)).toEqual(["kept"]);
  });
});

describe("GetLogEvents", () => {
  test("answers the newest first page unless told to start at the head", async () => {
    const { logs, put } = await start();
    await put(["1", "2", "3"]);
    const read = async (over: object) => {
      const found = await logs.send(new GetLogEventsCommand({ ...AT, limit: 2, ...over }));
      return { ...found, texts: found.events?.map(({ message }) => message) };
    };
    const newest = await read({});
    expect(newest.texts).toEqual(["2", "3"]);
    expect((await read({ nextToken: newest.nextBackwardToken })).texts).toEqual(["1"]);
    const head = await read({ startFromHead: true });
    expect(head.texts).toEqual(["1", "2"]);
    const rest = await read({ nextToken: head.nextForwardToken });
    expect(rest.texts).toEqual(["3"]);
    const end = await read({ nextToken: rest.nextForwardToken });
    expect(end.texts).toEqual([]);
    expect(end.nextForwardToken).toBe(rest.nextForwardToken);
  });

  test("leaves out the end time itself", async () => {
    const { logs, put } = await start();
    await put(["1", "2", "3"]);
    const input = { ...AT, startTime: NOON + 1, endTime: NOON + 2 };
    const { events } = await logs.send(new GetLogEventsCommand(input));
    expect(events?.map(({ message }) => message)).toEqual(["2"]);
  });
});

describe("FilterLogEvents", () => {
  test.each([
    ["", ["ERROR one", "WARN two", '{"level":"ERROR","n":5}']],
    ["ERROR", ["ERROR one", '{"level":"ERROR","n":5}']],
    ["ERROR one", ["ERROR one"]],
    ["?one ?two", ["ERROR one", "WARN two"]],
    ["-ERROR", ["WARN two"]],
    ['"R one"', ["ERROR one"]],
    ["%^[EW]%", ["ERROR one", "WARN two"]],
    ['{ $.level = "ERROR" }', ['{"level":"ERROR","n":5}']],
    ['{ ($.level = "E*") && ($.n >= 5) }', ['{"level":"ERROR","n":5}']],
    ["{ $.n > 5 || $.other NOT EXISTS }", ['{"level":"ERROR","n":5}']],
    ["{ $.__proto__ EXISTS }", []],
  ])("finds by %j", async (pattern, expected) => {
    const { put, filter } = await start();
    await put(["ERROR one", "WARN two", '{"level":"ERROR","n":5}']);
    expect(await filter(pattern)).toEqual(expected);
  });

  test.each([['"open'], ["{ $.a = }"], ["%(a+)+%"], ["{ (((( }"]])(
    "refuses the pattern %j",
    async (pattern) => {
      const { filter } = await start();
      await expect(filter(pattern)).rejects.toMatchObject({ name: "InvalidParameterException" });
    },
  );

  test("merges streams in order of time, page by page", async () => {
    const { logs, put } = await start();
    await logs.send(new CreateLogStreamCommand({ ...AT, logStreamName: "b" }));
    await put(["a0", "a1", "a2"]);
    await put(["b0", "b1"], "b");
    const pages = paginateFilterLogEvents(
      { client: logs, pageSize: 2 },
      { logGroupName: "/group", limit: 2 },
    );
    const texts: (string | undefined)[] = [];
    for await (const { events = [] } of pages) texts.push(...events.map(({ message }) => message));
    expect(texts).toEqual(["a0", "b0", "a1", "b1", "a2"]);
  });
});

describe("PutLogEvents", () => {
  test("refuses events out of order", async () => {
    const { logs } = await start();
    const logEvents = [
      { timestamp: NOON + 1, message: "late" },
      { timestamp: NOON, message: "early" },
    ];
    await expect(logs.send(new PutLogEventsCommand({ ...AT, logEvents }))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });

  test("says which events are too new and keeps the others", async () => {
    const { logs } = await start();
    const logEvents = [
      { timestamp: NOON, message: "now" },
      { timestamp: NOON + 3 * 3_600_000, message: "future" },
    ];
    const answer = await logs.send(new PutLogEventsCommand({ ...AT, logEvents }));
    expect(answer.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    const { events } = await logs.send(new GetLogEventsCommand(AT));
    expect(events).toHaveLength(1);
  });
});

test("forgets events after their retention", async () => {
  const { logs, clock, put } = await start();
  await put(["old"]);
  const input = { logGroupName: "/group", retentionInDays: 1 };
  await logs.send(new PutRetentionPolicyCommand(input));
  await clock.advance(25 * 3_600_000);
  const { events } = await logs.send(new GetLogEventsCommand(AT));
  expect(events).toEqual([]);
});

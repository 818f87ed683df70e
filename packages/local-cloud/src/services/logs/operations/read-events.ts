import { present } from "../../../present.ts";
import { invalidParameter } from "../errors.ts";
import { compileFilterPattern } from "../filter-pattern.ts";
import type { EventQuery, LogEvent, Position, StreamRow } from "../log-store.ts";
import { namedGroup, oldestKept, streamOf, type LogsOperation, type LogsState } from "../state.ts";
import type { GroupRow } from "../log-store.ts";

const MAX_EVENTS = 10_000; // per answer
const MAX_BYTES = 1_048_576; // per answer
const SCAN_PAGE = 2_000;
const MAX_SCANNED = 100_000; // then an answer comes with a token to go on, as AWS's do

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const getLogEvents: LogsOperation<"GetLogEvents"> = (input, { state, cloud }) => {
  const group = namedGroup(state, input);
  const stream = streamOf(state, group, input.logStreamName);
  const { startTime = 0, endTime = Number.MAX_SAFE_INTEGER, limit = MAX_EVENTS } = input;
  const start = readToken(input.nextToken);
  const backwards = start === undefined ? input.startFromHead !== true : start.direction === "b";
  const found = state.store.events({
    groupId: group.id,
    streamIds: [stream.id],
    from: Math.max(startTime, oldestKept(group, cloud.clock.now())),
    to: endTime - 1, // exclusive, unlike FilterLogEvents
    limit: Math.min(limit, MAX_EVENTS),
    backwards,
    ...(start !== undefined && { [backwards ? "before" : "after"]: start.at }),
  });
  const kept = withinBytes(found);
  return page(backwards ? kept.toReversed() : kept, start?.at ?? { timestamp: 0, id: 0 });
};

/** At an end the same token comes back: that is how a client knows. */
function page(events: readonly LogEvent[], edge: Position) {
  return {
    events: events.map(({ timestamp, message, ingestedAt }) => ({
      timestamp,
      message,
      ingestionTime: ingestedAt,
    })),
    nextForwardToken: writeToken("f", events.at(-1) ?? edge),
    nextBackwardToken: writeToken("b", events[0] ?? edge),
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents: LogsOperation<"FilterLogEvents"> = (input, { state, cloud }) => {
  const group = namedGroup(state, input);
  const test = compileFilterPattern(input.filterPattern ?? "");
  const streams = chosenStreams(state, group, input);
  const from = Math.max(input.startTime ?? 0, oldestKept(group, cloud.clock.now()));
  const query: EventQuery = {
    groupId: group.id,
    from,
    to: input.endTime ?? Number.MAX_SAFE_INTEGER,
    limit: SCAN_PAGE,
    ...(streams !== undefined && { streamIds: streams.map(({ id }) => id) }),
  };
  const limit = Math.min(input.limit ?? MAX_EVENTS, MAX_EVENTS);
  const { events, next } = scan(state, { query, limit, test, token: input.nextToken });
  return {
    events: events.map((event) => ({
      logStreamName: event.stream,
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.ingestedAt,
      eventId: `${String(event.timestamp).padStart(20, "0")}${String(event.id).padStart(36, "0")}`,
    })),
    searchedLogStreams: [],
    nextToken: next === undefined ? undefined : writeToken("f", next),
  };
};

function chosenStreams(
  state: LogsState,
  group: GroupRow,
  input: { logStreamNames?: string[] | undefined; logStreamNamePrefix?: string | undefined },
): StreamRow[] | undefined {
  const { logStreamNames: names, logStreamNamePrefix: prefix } = input;
  if (names !== undefined && prefix !== undefined) {
    throw invalidParameter("Cannot specify both logStreamNames and logStreamNamePrefix.");
  }
  if (names !== undefined) return names.map((name) => streamOf(state, group, name));
  if (prefix === undefined) return undefined;
  return state.store.streams(group).filter(({ name }) => name.startsWith(prefix));
}

function scan(
  { store }: LogsState,
  search: {
    query: EventQuery;
    limit: number;
    test: (message: string) => boolean;
    token: string | undefined;
  },
): { events: LogEvent[]; next: Position | undefined } {
  const events: LogEvent[] = [];
  let after = readToken(search.token)?.at;
  let left = MAX_BYTES;
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += SCAN_PAGE) {
    const found = store.events({ ...search.query, ...present({ after }) });
    for (const event of found) {
      const matches = search.test(event.message);
      if (matches) left -= event.message.length;
      if (left < 0 && events.length > 0) return { events, next: after };
      if (matches) events.push(event);
      after = { timestamp: event.timestamp, id: event.id };
      if (events.length === search.limit) return { events, next: after };
    }
    if (found.length < SCAN_PAGE) return { events, next: undefined };
  }
  return { events, next: after };
}

function withinBytes(events: readonly LogEvent[]): LogEvent[] {
  let bytes = 0;
  const end = events.findIndex(({ message }, index) => {
    bytes += message.length;
    return index > 0 && bytes > MAX_BYTES;
  });
  return end === -1 ? [...events] : events.slice(0, end);
}

type Token = { readonly direction: string; readonly at: Position };

function writeToken(direction: "f" | "b", { timestamp, id }: Position): string {
  return `${direction}/${timestamp}/${id}`;
}

function readToken(token: string | undefined): Token | undefined {
  if (token === undefined) return undefined;
  const match = /^([fb])\/(\d{1,16})\/(\d{1,16})$/.exec(token);
  const [, direction, timestamp, id] = match ?? [];
  if (direction === undefined) throw invalidParameter("The specified nextToken is invalid.");
  return { direction, at: { timestamp: Number(timestamp), id: Number(id) } };
}

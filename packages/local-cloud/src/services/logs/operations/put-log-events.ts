import { invalidParameter } from "../errors.ts";
import { groupOf, oldestKept, streamOf, type LogsOperation } from "../state.ts";

const MAX_EVENTS = 10_000; // per request; CloudWatch Logs quotas, as the other limits here
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;
const MAX_SPAN_MS = 24 * 3_600_000;
const MAX_FUTURE_MS = 2 * 3_600_000;
const MAX_AGE_MS = 14 * 24 * 3_600_000;

type Event = { readonly timestamp: number; readonly message: string };

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const putLogEvents: LogsOperation<"PutLogEvents"> = (input, { state, cloud }) => {
  const group = groupOf(state, input.logGroupName);
  const stream = streamOf(state, group, input.logStreamName);
  const events = (input.logEvents ?? []).map(({ timestamp = 0, message = "" }) => ({
    timestamp,
    message,
  }));
  check(events);
  const now = Math.floor(cloud.clock.now());
  const expiredEnd = count(events, ({ timestamp }) => timestamp < oldestKept(group, now));
  const tooOldEnd = count(events, ({ timestamp }) => timestamp < now - MAX_AGE_MS);
  const tooNewStart = count(events, ({ timestamp }) => timestamp <= now + MAX_FUTURE_MS);
  const accepted = events.slice(Math.max(expiredEnd, tooOldEnd), tooNewStart);
  if (accepted.length > 0) state.store.append({ group, stream, now }, accepted);
  const rejected = {
    ...(tooNewStart < events.length && { tooNewLogEventStartIndex: tooNewStart }),
    ...(tooOldEnd > 0 && { tooOldLogEventEndIndex: tooOldEnd }),
    ...(expiredEnd > 0 && { expiredLogEventEndIndex: expiredEnd }),
  };
  return {
    nextSequenceToken: String(stream.id).padStart(56, "0"),
    rejectedLogEventsInfo: Object.keys(rejected).length === 0 ? undefined : rejected,
  };
};

function check(events: readonly Event[]): void {
  if (events.length === 0 || events.length > MAX_EVENTS) {
    throw invalidParameter(
      `1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and ${MAX_EVENTS}`,
    );
  }
  let bytes = 0;
  let previous = events[0]?.timestamp ?? 0;
  const first = previous;
  for (const { timestamp, message } of events) {
    bytes += Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    if (timestamp < previous) {
      throw invalidParameter(
        "Log events in a single PutLogEvents request must be in chronological order.",
      );
    }
    previous = timestamp;
  }
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  }
  if (previous - first > MAX_SPAN_MS) {
    throw invalidParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
  }
}

/** How many at the start pass the test; the events are in order of time. */
function count(events: readonly Event[], test: (event: Event) => boolean): number {
  const end = events.findIndex((event) => !test(event));
  return end === -1 ? events.length : end;
}

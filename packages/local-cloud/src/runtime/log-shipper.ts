import { AwsError } from "../errors.ts";
import type { Cloud } from "../cloud.ts";
import type { Principal } from "../access/principal.ts";

/** Takes the records of one log stream. */
export type LogSink = (text: string) => void;

/** Brings what functions write to CloudWatch Logs, in batches, apart from the invocations. */
export interface LogShipper {
  /**
   * The stream is made when the first batch needs it, and so is the group for a function's role. A
   * service's lines for a group that does not exist are dropped.
   */
  open(stream: { group: string; name: string; as: Principal }): LogSink;
  /** Resolves once everything written so far is stored. */
  flush(): Promise<void>;
  /** The same, and takes nothing more. */
  close(): Promise<void>;
}

interface Stream {
  readonly group: string;
  readonly name: string;
  readonly as: Principal;
  pending: { timestamp: number; message: string }[];
}

const FLUSH_AFTER_MS = 20; // real time: this is input and output, not emulated behaviour
const MAX_EVENTS = 10_000; // per PutLogEvents; CloudWatch Logs quotas, as the other limits here
const MAX_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD_BYTES = 26;
const MAX_SPAN_MS = 24 * 3_600_000;
const MAX_EVENT_CHARS = 250_000; // below the limit of a batch for every UTF-8 text

/** Makes the shipper of one cloud. */
export function createLogShipper(cloud: Cloud): LogShipper {
  const dirty = new Set<Stream>();
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  let closed = false;

  const put = async (stream: Stream, logEvents: Stream["pending"]): Promise<void> => {
    const { group: logGroupName, name: logStreamName, as } = stream;
    const send = () =>
      cloud.call("logs", "PutLogEvents", { logGroupName, logStreamName, logEvents }, { as });
    try {
      await send();
    } catch (error) {
      if (!isCode(error, "ResourceNotFoundException")) throw error;
      await createStream(cloud, stream);
      await send();
    }
  };

  const ship = async (): Promise<void> => {
    const streams = [...dirty];
    dirty.clear();
    for (const stream of streams) {
      const events = stream.pending;
      stream.pending = [];
      for (const batch of batchesOf(events)) {
        // A role that may not write logs has none, as on AWS; the function runs all the same.
        await put(stream, batch).catch(ignoreRefusal);
      }
    }
  };
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    work = work.then(ship);
    return work;
  };

  return {
    flush,
    async close() {
      await flush();
      closed = true;
      clearTimeout(timer);
      await flush();
    },
    open({ group, name, as }) {
      const stream: Stream = { group, name, as, pending: [] };
      return (text) => {
        if (text === "" || closed) return;
        const message = text.slice(0, MAX_EVENT_CHARS);
        stream.pending.push({ timestamp: Math.floor(cloud.clock.now()), message });
        dirty.add(stream);
        timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS).unref();
      };
    },
  };
}

/** Makes the stream, and its group only where there is none: few roles may make groups. */
async function createStream(cloud: Cloud, { group, name, as }: Stream): Promise<void> {
  const input = { logGroupName: group, logStreamName: name };
  const create = () =>
    ignoring(
      "ResourceAlreadyExistsException",
      cloud.call("logs", "CreateLogStream", input, { as }),
    );
  try {
    await create();
  } catch (error) {
    // A service that delivers to a group finds it or drops the line; only roles may make one.
    if (!isCode(error, "ResourceNotFoundException") || as.kind === "service") throw error;
    await ignoring(
      "ResourceAlreadyExistsException",
      cloud.call("logs", "CreateLogGroup", { logGroupName: group }, { as }),
    );
    await create();
  }
}

/** Cuts a stream's events into requests that CloudWatch Logs takes. */
function batchesOf(events: Stream["pending"]): Stream["pending"][] {
  const batches: Stream["pending"][] = [];
  let batch: Stream["pending"] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    const spanMs = event.timestamp - (batch[0]?.timestamp ?? event.timestamp);
    const full = batch.length === MAX_EVENTS || bytes + size > MAX_BATCH_BYTES;
    if (batch.length > 0 && (full || spanMs > MAX_SPAN_MS)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(event);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof AwsError)) throw error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof AwsError && error.code === code;
}

async function ignoring(code: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isCode(error, code)) throw error;
  }
}

import type { Clock } from "../../../clock.ts";
import { createBell } from "./bell.ts";
import type { SourceRecord } from "./shard-source.ts";

/** Records that go to the function together. */
export interface Batch {
  /** Those that are wanted; none when all that came could be passed over. */
  readonly records: readonly SourceRecord[];
  /** The last record that the batch stands for, wanted or not. */
  readonly through: string;
}

/** When a batch is full. */
export interface BatchLimits {
  readonly batchSize: number;
  /** How long a batch may wait for more, from its first record on. */
  readonly windowMs: number;
  /** Of its records' JSON. */
  readonly maxBytes: number;
}

/** The records of a shard that wait for one of its lanes. */
export interface LaneQueue {
  /** Whether a batch could still grow. */
  hungry(): boolean;
  /** Adds a record; one that is not wanted only moves the place that the lane has come to. */
  push(record: SourceRecord, wanted: boolean): void;
  /** No more records will come. */
  end(): void;
  /** Waits for a full batch or the end of its window; `undefined` at the end, or when aborted. */
  take(signal: AbortSignal): Promise<Batch | undefined>;
  sizeBytes(): number;
}

interface Item {
  readonly record: SourceRecord;
  readonly bytes: number;
  readonly pushedAt: number;
  through: string;
}

const LONG_MS = 3_600_000; // only a wake-up ends this wait

/** Makes an empty queue; `onTake` hears of room in it. */
export function createLaneQueue(
  { batchSize, windowMs, maxBytes }: BatchLimits,
  clock: Clock,
  onTake: () => void,
): LaneQueue {
  const items: Item[] = [];
  const bell = createBell(clock);
  let bytes = 0;
  let passed: string | undefined;
  let ended = false;

  const full = (): boolean => items.length >= batchSize || bytes >= maxBytes;
  const cut = (): Batch => {
    let size = 0;
    const end = items.findIndex((item, index) => {
      size += item.bytes;
      return index >= batchSize || (index > 0 && size > maxBytes);
    });
    const taken = items.splice(0, end === -1 ? items.length : end);
    bytes -= taken.reduce((sum, item) => sum + item.bytes, 0);
    return { records: taken.map(({ record }) => record), through: taken.at(-1)?.through ?? "" };
  };
  const next = (): Batch | "ended" | { readonly waitMs: number } => {
    const [first] = items;
    if (first === undefined) {
      if (passed === undefined) return ended ? "ended" : { waitMs: LONG_MS };
      const through = passed;
      passed = undefined;
      return { records: [], through };
    }
    const waitMs = first.pushedAt + windowMs - clock.now();
    return full() || ended || waitMs <= 0 ? cut() : { waitMs };
  };

  return {
    hungry: () => !full(),
    push(record, wanted) {
      const last = items.at(-1);
      if (wanted) {
        const size = Buffer.byteLength(record.json) + 1; // and a comma
        bytes += size;
        const through = record.sequenceNumber;
        items.push({ record, bytes: size, pushedAt: clock.now(), through });
        passed = undefined;
      } else if (last === undefined) passed = record.sequenceNumber;
      else last.through = record.sequenceNumber;
      bell.ring();
    },
    end() {
      ended = true;
      bell.ring();
    },
    async take(signal) {
      while (!signal.aborted) {
        const seen = bell.count();
        const found = next();
        if (found === "ended") return undefined;
        if ("records" in found) {
          onTake();
          return found;
        }
        await bell.wait(seen, found.waitMs, signal);
      }
      return undefined;
    },
    sizeBytes: () => bytes,
  };
}

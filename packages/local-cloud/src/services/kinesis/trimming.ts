import type { Clock, Timer } from "../../clock.ts";
import type { RecordStore } from "./record-store.ts";
import { isOpen, trimHorizon, type Stream } from "./stream.ts";
import type { StreamStore } from "./stream-store.ts";

const TRIM_EVERY_MS = 60 * 60 * 1000; // what is too old is not read before that either

interface Parts {
  readonly clock: Clock;
  readonly streams: StreamStore;
  readonly records: RecordStore;
  transaction<T>(work: () => T): T;
}

/** Forgets what a stream keeps no longer: its old records, and the closed shards that held them. */
export function trimStream(parts: Parts, stream: Stream): void {
  const horizon = trimHorizon(stream, parts.clock.now());
  for (const { index } of stream.shards) {
    parts.records.trim({ stream: stream.number, shard: index }, horizon);
  }
  const shards = stream.shards.filter(
    (shard) => isOpen(shard) || (shard.closedAt ?? horizon) >= horizon,
  );
  if (shards.length < stream.shards.length) parts.streams.save({ ...stream, shards });
}

/** Trims every stream now and then, while it is started. */
export interface Trimming {
  start(): void;
  stop(): void;
}

/** Makes a trimming that has not started. */
export function createTrimming(parts: Parts): Trimming {
  let timer: Timer | undefined;
  const trimAll = (): void => {
    parts.transaction(() => {
      for (const stream of parts.streams.list()) trimStream(parts, stream);
    });
  };
  const start = (): void => {
    timer = parts.clock.after(TRIM_EVERY_MS, () => {
      trimAll();
      start();
    });
  };
  return { start, stop: () => timer?.cancel() };
}

import type { Cloud } from "../../cloud.ts";
import type { Clock } from "../../clock.ts";
import type { Store } from "../../store/store.ts";
import { createArrivals, type Arrivals } from "./arrivals.ts";
import { createRateLimits, WRITE_RATE, type RateLimits } from "./rate-limits.ts";
import { createReadLimits, type ReadLimits } from "./read-limits.ts";
import { openRecords, type RecordStore } from "./record-store.ts";
import { openStreams, type StreamStore } from "./stream-store.ts";

/** Everything that Kinesis keeps. */
export interface KinesisState {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly streams: StreamStore;
  readonly records: RecordStore;
  readonly writes: RateLimits;
  readonly reads: ReadLimits;
  readonly arrivals: Arrivals;
  /** Calls back after records of a stream have become readable; returns how to stop it. */
  onRecords(streamArn: string, listener: () => void): () => void;
  transaction<T>(work: () => T): T;
}

function openKinesis({ store, clock, config }: Parts): KinesisState {
  const arrivals = createArrivals();
  return {
    accountId: config.accountId,
    region: config.region,
    clock,
    streams: openStreams(store),
    records: openRecords(store),
    writes: createRateLimits(WRITE_RATE),
    reads: createReadLimits(),
    arrivals,
    onRecords: (streamArn, listener) => arrivals.listen(streamArn, listener),
    transaction: (work) => store.transaction(work),
  };
}

type Parts = Pick<Cloud, "store" | "clock" | "config">;

const states = new WeakMap<Store, KinesisState>();

/** The one state of a cloud, which the API and event source mappings share. */
export function kinesisOf(cloud: Parts): KinesisState {
  const existing = states.get(cloud.store);
  if (existing !== undefined) return existing;
  const state = openKinesis(cloud);
  states.set(cloud.store, state);
  return state;
}

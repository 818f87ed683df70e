import type { Cloud } from "../../cloud.ts";
import type { Clock } from "../../clock.ts";
import type { Store } from "../../store/store.ts";
import { createArrivals, type Arrivals } from "./arrivals.ts";
import { createRateLimits, WRITE_RATE, type RateLimits } from "../../rate-limits.ts";
import { createReadLimits, type ReadLimits } from "./read-limits.ts";
import { openConsumers, type ConsumerStore } from "./consumer-store.ts";
import { openRecords, type RecordStore } from "./record-store.ts";
import { createTrimming, type Trimming } from "./trimming.ts";
import { openStreams, type StreamStore } from "./stream-store.ts";

/** Everything that Kinesis keeps. */
export interface KinesisState {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly streams: StreamStore;
  readonly records: RecordStore;
  readonly consumers: ConsumerStore;
  readonly writes: RateLimits;
  readonly reads: ReadLimits;
  readonly arrivals: Arrivals;
  readonly trimming: Trimming;
  /** Calls back after records of a stream have become readable; returns how to stop it. */
  onRecords(streamArn: string, listener: () => void): () => void;
  transaction<T>(work: () => T): T;
}

function openKinesis({ store, clock, config }: Parts): KinesisState {
  const arrivals = createArrivals();
  const streams = openStreams(store);
  const records = openRecords(store);
  const transaction: Store["transaction"] = (work) => store.transaction(work);
  return {
    accountId: config.accountId,
    region: config.region,
    clock,
    streams,
    records,
    consumers: openConsumers(store),
    writes: createRateLimits(WRITE_RATE),
    reads: createReadLimits(),
    arrivals,
    onRecords: (streamArn, listener) => arrivals.listen(streamArn, listener),
    transaction,
    trimming: createTrimming({ clock, streams, records, transaction }),
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

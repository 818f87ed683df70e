import type { Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import type { GivenUp } from "./give-up.ts";
import type { MappingRecord } from "./mapping.ts";

/** Who takes the records that a poller reads: a function, or a pipe. */
export interface Consumer {
  /**
   * The role in which the source is read.
   *
   * @throws {AwsError} When whoever takes the records is gone, or may not have the role.
   */
  role(mapping: MappingRecord): Principal & { readonly kind: "role" };
  /** Takes a batch, as JSON `{"Records": [...]}`; `undefined` when there is no room for it now. */
  run(mapping: MappingRecord, event: string): Promise<BatchRun>;
  /** Keeps word of records that are given up, durably. */
  giveUp(mapping: MappingRecord, lost: LostRecords): void;
}

/** Records of a shard that are given up. */
export interface LostRecords {
  readonly end: GivenUp;
  readonly shardId: string;
  /** Where they are, under the name that their kind of stream has for it. */
  readonly where: Readonly<Record<string, unknown>>;
}

/** What every poller works with. */
export interface PollerParts {
  readonly cloud: Cloud;
  readonly consumer: Consumer;
}

/** Pollers read the source in the consumer's role. */
export function roleOf(mapping: MappingRecord, { consumer }: PollerParts): Principal {
  return consumer.role(mapping);
}

const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 60_000;

/** How long to wait after so many failures in a row. */
export function pauseMs(failures: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures, 10), LAST_PAUSE_MS);
}

/** Waits by the cloud's clock; returns early, without an error, when the signal aborts. */
export async function pause(cloud: Cloud, ms: number, signal: AbortSignal): Promise<void> {
  await cloud.clock.sleep(ms, signal).catch(() => undefined);
}

/** What became of one batch, or no run at all for want of concurrency. */
export type BatchRun =
  | {
      readonly execution: {
        readonly functionError?: string | undefined;
        /** JSON. */
        readonly body: Uint8Array;
        readonly executedVersion?: string;
      };
      readonly requestId: string;
    }
  | undefined;

/** Hands a batch to the consumer; `undefined` when it was throttled. */
export function runBatch(
  mapping: MappingRecord,
  records: readonly unknown[],
  { consumer }: PollerParts,
): Promise<BatchRun> {
  return consumer.run(mapping, JSON.stringify({ Records: records }));
}

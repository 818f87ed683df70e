import type { Checkpoint, Checkpoints } from "./checkpoints.ts";
import { kinesisSource } from "./kinesis-source.ts";
import { isKinesis, type MappingRecord } from "./mapping.ts";
import { pause, pauseMs, type PollerParts } from "./parts.ts";
import { pollQueue } from "./queue-poller.ts";
import { checkpointsOf, latestCheckpoints, pollShards } from "./shard-poller.ts";
import type { ShardPolling } from "./shard-reader.ts";
import { tableSource } from "./table-source.ts";

/** The event source mappings and their pollers. */
export interface EventSources {
  get(uuid: string): MappingRecord | undefined;
  list(): MappingRecord[];
  /** How the last batch of a stream ended since the cloud began, in Lambda's words. */
  lastResult(uuid: string): string;
  /** Stores a new mapping and starts its poller. */
  add(mapping: MappingRecord): Promise<void>;
  /** Stores a changed mapping and starts its poller anew. */
  change(mapping: MappingRecord): void;
  remove(uuid: string): void;
  /** Starts the pollers of all stored mappings. */
  start(): void;
  /** Resolves when every poller has ended; they end when the cloud stops. */
  stop(): Promise<void>;
}

/** Opens the mappings that a service, `owner`, keeps in the store. */
export function openEventSources(owner: string, parts: PollerParts): EventSources {
  const { store, stopping } = parts.cloud;
  const mappings = store.collection<MappingRecord>(`${owner}.event-sources`);
  const checkpoints: Checkpoints = store.collection(`${owner}.checkpoints`);
  const results = new Map<string, string>();
  const running = new Map<string, { abort: AbortController; ended: Promise<void> }>();

  const poll = (mapping: MappingRecord, signal: AbortSignal): Promise<void> => {
    if (mapping.kind === "queue") return pollQueue(mapping, parts, signal);
    const { uuid } = mapping;
    const exists = (): boolean => mappings.get(uuid) !== undefined;
    const report = (result: string): void => void results.set(uuid, result);
    return pollShards(
      { ...sourced(mapping, parts, signal), report },
      checkpointsOf(uuid, checkpoints, exists),
    );
  };
  const run = async (mapping: MappingRecord, signal: AbortSignal): Promise<void> => {
    for (let defects = 0; !signal.aborted; defects += 1) {
      try {
        await poll(mapping, signal);
      } catch (error) {
        // A defect of the cloud; it is shown, and the source is not left without a poller.
        process.emitWarning(error instanceof Error ? error : String(error));
        await pause(parts.cloud, pauseMs(defects), signal);
      }
    }
  };
  const begin = (mapping: MappingRecord): void => {
    const previous = running.get(mapping.uuid);
    previous?.abort.abort();
    if (!mapping.enabled || stopping.aborted) return;
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, stopping]);
    // One poller at a time: the old one may still be busy with its last batch.
    const ended = (previous?.ended ?? Promise.resolve()).then(() => run(mapping, signal));
    running.set(mapping.uuid, { abort, ended });
  };

  return {
    get: (uuid) => mappings.get(uuid),
    list: () => mappings.entries().map(([, mapping]) => mapping),
    lastResult: (uuid) => results.get(uuid) ?? "No records processed",
    async add(mapping) {
      const begun = await latest(mapping, parts);
      store.transaction(() => {
        mappings.put(mapping.uuid, mapping);
        for (const [shardId, at] of begun) checkpoints.put(`${mapping.uuid}/${shardId}`, at);
      });
      begin(mapping);
    },
    change(mapping) {
      mappings.put(mapping.uuid, mapping);
      begin(mapping);
    },
    remove(uuid) {
      running.get(uuid)?.abort.abort();
      running.delete(uuid);
      results.delete(uuid);
      store.transaction(() => {
        mappings.delete(uuid);
        for (const [key] of checkpoints.entries({ prefix: `${uuid}/` })) checkpoints.delete(key);
      });
    },
    start() {
      for (const [, mapping] of mappings.entries()) begin(mapping);
    },
    async stop() {
      for (const { abort } of running.values()) abort.abort();
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function sourced(
  mapping: MappingRecord,
  parts: PollerParts,
  signal: AbortSignal,
): Omit<ShardPolling, "report"> {
  const sourceOf = isKinesis(mapping) ? kinesisSource : tableSource;
  return { mapping, parts, signal, source: sourceOf(mapping, parts, signal) };
}

async function latest(
  mapping: MappingRecord,
  parts: PollerParts,
): Promise<ReadonlyMap<string, Checkpoint>> {
  if (mapping.startingPosition !== "LATEST") return new Map();
  // Kinesis finds what is new by time; a table's stream has to be read through.
  const from = isKinesis(mapping)
    ? { fromMs: mapping.modifiedAt }
    : { at: "TRIM_HORIZON" as const };
  return latestCheckpoints(sourced(mapping, parts, parts.cloud.stopping), from);
}

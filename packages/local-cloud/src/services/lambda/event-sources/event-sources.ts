import type { MappingRecord } from "./mapping.ts";
import { pause, pauseMs, type PollerParts } from "./parts.ts";
import { pollQueue } from "./queue-poller.ts";
import { checkpointLatest, pollStream, type Checkpoints } from "./stream-poller.ts";

/** The event source mappings and their pollers. */
export interface EventSources {
  get(uuid: string): MappingRecord | undefined;
  list(): MappingRecord[];
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

/** Opens the mappings of the store. */
export function openEventSources(parts: PollerParts): EventSources {
  const { store, stopping } = parts.cloud;
  const mappings = store.collection<MappingRecord>("lambda.event-sources");
  const checkpoints: Checkpoints = store.collection("lambda.checkpoints");
  const running = new Map<string, { abort: AbortController; ended: Promise<void> }>();

  const poll = (mapping: MappingRecord, signal: AbortSignal): Promise<void> =>
    mapping.kind === "queue"
      ? pollQueue(mapping, parts, signal)
      : pollStream({ mapping, parts, signal }, checkpoints);
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
    async add(mapping) {
      if (mapping.startingPosition === "LATEST") {
        await checkpointLatest({ mapping, parts, signal: stopping }, checkpoints);
      }
      mappings.put(mapping.uuid, mapping);
      begin(mapping);
    },
    change(mapping) {
      mappings.put(mapping.uuid, mapping);
      begin(mapping);
    },
    remove(uuid) {
      running.get(uuid)?.abort.abort();
      running.delete(uuid);
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

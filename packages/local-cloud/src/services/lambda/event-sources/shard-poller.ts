import { AwsError } from "../../../errors.ts";
import { createBell } from "./bell.ts";
import type { Checkpoint, Checkpoints } from "./checkpoints.ts";
import { pause, pauseMs } from "./parts.ts";
import { feedFromShard, type OneShard, type ShardPolling } from "./shard-reader.ts";
import type { Position, SourceShard } from "./shard-source.ts";

const LIST_AGAIN_MS = 60_000; // shards are made when others end, which is noticed at once
const IDLE_LIST_MS = 5000; // when no shard is being read

/** Where the checkpoints of one mapping are. */
export interface MappingCheckpoints {
  get(shardId: string): Checkpoint | undefined;
  put(shardId: string, checkpoint: Checkpoint): void;
  /** Forgets all but those of the given shards. */
  keep(shardIds: ReadonlySet<string>): void;
}

/** Narrows checkpoints to those of one mapping; `exists` says whether there still is one. */
export function checkpointsOf(
  uuid: string,
  all: Checkpoints,
  exists: () => boolean,
): MappingCheckpoints {
  return {
    get: (shardId) => all.get(`${uuid}/${shardId}`),
    put(shardId, checkpoint) {
      // The last batch may end after its mapping was deleted.
      if (exists()) all.put(`${uuid}/${shardId}`, checkpoint);
    },
    keep(shardIds) {
      for (const [key] of all.entries({ prefix: `${uuid}/` })) {
        if (!shardIds.has(key.slice(uuid.length + 1))) all.delete(key);
      }
    },
  };
}

/**
 * Feeds a function from all shards of a stream until the signal aborts. A shard is begun when those
 * that it was made from have been read to their ends; one that fails goes on trying by itself.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export async function pollShards(
  polling: ShardPolling,
  checkpoints: MappingCheckpoints,
): Promise<void> {
  const { parts, signal, source } = polling;
  const running = new Map<string, Feed>();
  const ends = createBell(parts.cloud.clock);
  const begin = (shardId: string): void => {
    if (running.has(shardId)) return;
    const gone = new AbortController();
    const one = { ...polling, signal: AbortSignal.any([signal, gone.signal]) };
    const ended = feedUntilEnd(shardId, one, checkpoints).finally(() => {
      running.delete(shardId);
      ends.ring();
    });
    running.set(shardId, { gone, ended });
  };
  const list = async (): Promise<void> => {
    const shards = await source.shards();
    const there = new Set(shards.map(({ shardId }) => shardId));
    checkpoints.keep(there);
    for (const [shardId, { gone }] of running) if (!there.has(shardId)) gone.abort();
    for (const { shardId } of readable(shards, checkpoints)) begin(shardId);
  };
  try {
    for (let failures = 0; !signal.aborted;) {
      const seen = ends.count();
      const listed = await list().then(() => true, onlyIfAws);
      failures = listed ? 0 : failures + 1;
      const waitMs = running.size === 0 ? IDLE_LIST_MS : LIST_AGAIN_MS;
      if (listed) await ends.wait(seen, waitMs, signal);
      else await pause(parts.cloud, pauseMs(failures - 1), signal);
    }
  } finally {
    // Also after a defect: whoever begins anew must not find a second reader of a shard.
    for (const { gone } of running.values()) gone.abort();
    await Promise.all([...running.values()].map(({ ended }) => ended));
  }
}

function onlyIfAws(error: unknown): false {
  if (error instanceof AwsError) return false;
  throw error;
}

interface Feed {
  /** Stops it, when its shard has expired. */
  readonly gone: AbortController;
  readonly ended: Promise<void>;
}

/** The shards that are not at their end while all those before them are, or are gone. */
function readable(
  shards: readonly SourceShard[],
  checkpoints: MappingCheckpoints,
): readonly SourceShard[] {
  const unfinished = new Set<string>();
  for (const { shardId } of shards) {
    if (checkpoints.get(shardId)?.ended !== true) unfinished.add(shardId);
  }
  return shards.filter(
    ({ shardId, parents }) =>
      unfinished.has(shardId) && !parents.some((parent) => unfinished.has(parent)),
  );
}

async function feedUntilEnd(
  shardId: string,
  polling: ShardPolling,
  checkpoints: MappingCheckpoints,
): Promise<void> {
  const { signal, parts, mapping } = polling;
  for (let defects = 0; !signal.aborted; defects += 1) {
    const shard: OneShard = {
      shardId,
      stored: checkpoints.get(shardId),
      begin: beginning(mapping),
      save: (checkpoint) => checkpoints.put(shardId, checkpoint),
    };
    try {
      await feedFromShard(shard, polling);
      if (!signal.aborted) checkpoints.put(shardId, { ended: true });
      return;
    } catch (error) {
      // A defect of the cloud; it is shown, and neither this shard nor its siblings stay unread.
      process.emitWarning(error instanceof Error ? error : String(error));
      await pause(parts.cloud, pauseMs(defects), signal);
    }
  }
}

/** A shard without a checkpoint is read whole: with `LATEST` those that were there have one. */
function beginning({ startAtMs }: ShardPolling["mapping"]): Position {
  return startAtMs === undefined ? { at: "TRIM_HORIZON" } : { fromMs: startAtMs };
}

const MAX_RECORDS = 1000;

/**
 * Where a new mapping with `LATEST` begins in each shard: after the records that are there now.
 * Without this a restart before the first batch would begin somewhere else.
 *
 * @throws {AwsError} What the stream's service answers.
 */
export async function latestCheckpoints(
  { source, signal }: Pick<ShardPolling, "source" | "signal">,
  from: Position,
): Promise<ReadonlyMap<string, Checkpoint>> {
  const found = new Map<string, Checkpoint>();
  for (const { shardId } of await source.shards()) {
    let iterator = await source.iterator(shardId, from);
    let at: Checkpoint | undefined = "fromMs" in from ? from : undefined;
    while (iterator !== undefined && !signal.aborted) {
      const page = await source.read(shardId, iterator, MAX_RECORDS);
      const last = page.records.at(-1);
      if (last === undefined) break;
      at = { after: last.sequenceNumber };
      iterator = page.next;
    }
    if (at !== undefined) found.set(shardId, at);
  }
  return found;
}

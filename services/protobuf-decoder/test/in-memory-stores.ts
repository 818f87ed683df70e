import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Destination, Progress, StoredObject } from "../src/app/ports.ts";
import { compareSequences } from "../src/domain/sequence-number.ts";
import type { StoredRange } from "../src/domain/stored-range.ts";

/** What a write is asked before it happens; it may throw in its place. */
export type BeforeWrite = (what: string) => void;

/** A write that the store refused for now. */
export function unavailable(): UnavailableError {
  return new UnavailableError("DestinationUnavailable", "not now");
}

/** A bucket in memory. */
export function inMemoryDestination(before: BeforeWrite = () => undefined): {
  readonly destination: Destination;
  readonly objects: Map<string, StoredObject>;
  /**
   * A write that is on its way now, and may land at any time: not on what came after it. S3 compares bytes,
   * not writes; that the same bytes may come back between is a limit that the README names.
   */
  readonly sent: (object: StoredObject) => () => void;
} {
  const objects = new Map<string, StoredObject>();
  const destination: Destination = {
    async put(object) {
      before(object.key);
      objects.set(object.key, object);
    },
  };
  const sent = (object: StoredObject) => {
    const seen = objects.get(object.key);
    return () => {
      if (objects.get(object.key) === seen) objects.set(object.key, object);
    };
  };
  return { destination, objects, sent };
}

/** Stored runs in memory. */
export function inMemoryProgress(before: BeforeWrite = () => undefined): Progress {
  const shards = new Map<string, StoredRange[]>();
  const starts = new Map<string, string[]>();
  return {
    async between({ streamArn, shardId }, { first, last }) {
      const name = `${streamArn}/${shardId}`;
      const meets = (range: StoredRange): boolean =>
        compareSequences(range.first, last) <= 0 && compareSequences(first, range.last) <= 0;
      return {
        stored: (shards.get(name) ?? []).filter(meets),
        begun: (starts.get(name) ?? []).filter((start) => meets({ first: start, last: start })),
      };
    },
    async begin({ streamArn, shardId }, first) {
      before("progress");
      const name = `${streamArn}/${shardId}`;
      starts.set(name, [...(starts.get(name) ?? []), first]);
    },
    async add({ streamArn, shardId }, range) {
      before("progress");
      const name = `${streamArn}/${shardId}`;
      shards.set(name, [...(shards.get(name) ?? []), range]);
    },
  };
}

import { EventEmitter } from "node:events";
import type { DatabaseSync } from "node:sqlite";
import { bucketOf, BUCKETS } from "./key-codec.ts";
import type { KeySchema, StreamView } from "./table.ts";

/** A stream as it is stored. Times are milliseconds since the Unix epoch. */
export interface StreamRecord {
  readonly arn: string;
  readonly label: string;
  readonly tableName: string;
  readonly view: StreamView;
  readonly key: KeySchema;
  readonly createdAt: number;
  /** When the table stopped writing to it; from then on it ends. */
  readonly closedAt?: number;
  /** The sequence number that the first and, once closed, the last record can have at most. */
  readonly startSequence: number;
  readonly endSequence?: number;
  /** One per partition of the table; the records of one key are all in the same one, in order. */
  readonly shardIds: readonly string[];
}

/** A change of an item, as it lies in a shard; images are encoded items. */
export interface StoredChange {
  readonly eventId: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly keys: string;
  readonly newImage?: string;
  readonly oldImage?: string;
  /** Set when TTL deleted the item. */
  readonly expired?: true;
}

/** A change with its place in the shard. */
export interface SequencedChange extends StoredChange {
  readonly sequence: number;
  readonly createdAt: number;
  readonly sizeBytes: number;
}

/** The streams of all tables, and their records of the last 24 hours. */
export interface StreamStore {
  find(arn: string): StreamRecord | undefined;
  list(): StreamRecord[];
  save(stream: StreamRecord): void;
  /** @param partition The partition key bytes of the item, which choose the shard. */
  append(stream: StreamRecord, partition: Uint8Array, change: NewChange): void;
  /** The records of a shard from `sequence` on, in order. */
  read(shard: Shard, sequence: number, limit: number): SequencedChange[];
  /** The number of the last record of any stream; 0 when there is none. */
  lastSequence(): number;
  /** The first record that is left of a shard. */
  firstSequence(shard: Shard): number | undefined;
  lastSequenceOf(shard: Shard): number | undefined;
  /** Forgets the records, and the closed streams, of before `beforeMs`. */
  trim(beforeMs: number): void;
  /** Calls back after records have become readable; returns how to stop it. */
  onRecords(streamArn: string, listener: () => void): () => void;
}

export interface Shard {
  readonly streamArn: string;
  readonly shardId: string;
}

export interface NewChange extends StoredChange {
  readonly createdAt: number;
  readonly sizeBytes: number;
}

export function openStreamStore(db: DatabaseSync): StreamStore {
  const find = db.prepare("SELECT record FROM dynamodb_streams WHERE arn = ?");
  const list = db.prepare("SELECT record FROM dynamodb_streams ORDER BY arn");
  const save = db.prepare("INSERT OR REPLACE INTO dynamodb_streams VALUES (?, ?)");
  const drop = db.prepare("DELETE FROM dynamodb_streams WHERE arn = ?");
  const append = db.prepare(
    `INSERT INTO dynamodb_stream_records (stream_arn, shard_id, created_at, size, record)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const read = db.prepare(
    `SELECT sequence, created_at, size, record FROM dynamodb_stream_records
     WHERE stream_arn = ? AND shard_id = ? AND sequence >= ? ORDER BY sequence LIMIT ?`,
  );
  const last = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'dynamodb_stream_records'");
  const ends = db.prepare(
    `SELECT MIN(sequence) AS first, MAX(sequence) AS last FROM dynamodb_stream_records
     WHERE stream_arn = ? AND shard_id = ?`,
  );
  const trim = db.prepare("DELETE FROM dynamodb_stream_records WHERE created_at < ?");
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);

  const waking = new Set<string>();
  /** Not at once: the transaction that writes the item may still be open. */
  const wake = (streamArn: string): void => {
    if (waking.size === 0) setImmediate(wakeAll);
    waking.add(streamArn);
  };
  const wakeAll = (): void => {
    const arns = [...waking];
    waking.clear();
    for (const arn of arns) emitter.emit(arn);
  };

  const listStreams = (): StreamRecord[] => list.all().map((row) => decode(row["record"]));
  const endOf = (shard: Shard, end: "first" | "last"): number | undefined => {
    const sequence = ends.get(shard.streamArn, shard.shardId)?.[end];
    return typeof sequence === "number" ? sequence : undefined;
  };

  return {
    find(arn) {
      const row = find.get(arn);
      return row === undefined ? undefined : decode<StreamRecord>(row["record"]);
    },
    list: listStreams,
    save: (stream) => void save.run(stream.arn, JSON.stringify(stream)),
    append(stream, partition, { createdAt, sizeBytes, ...change }) {
      const shardId = shardOf(stream, partition);
      append.run(stream.arn, shardId, createdAt, sizeBytes, JSON.stringify(change));
      wake(stream.arn);
    },
    read: ({ streamArn, shardId }, sequence, limit) =>
      read.all(streamArn, shardId, sequence, limit).map((row) => ({
        ...decode<StoredChange>(row["record"]),
        sequence: Number(row["sequence"]),
        createdAt: Number(row["created_at"]),
        sizeBytes: Number(row["size"]),
      })),
    lastSequence: () => Number(last.get()?.["seq"] ?? 0),
    firstSequence: (shard) => endOf(shard, "first"),
    lastSequenceOf: (shard) => endOf(shard, "last"),
    trim(beforeMs) {
      trim.run(beforeMs);
      for (const { arn, closedAt } of listStreams()) {
        if (closedAt !== undefined && closedAt < beforeMs) drop.run(arn);
      }
    },
    onRecords(streamArn, listener) {
      emitter.on(streamArn, listener);
      return () => void emitter.off(streamArn, listener);
    },
  };
}

function shardOf({ shardIds }: StreamRecord, partition: Uint8Array): string {
  const index = Math.floor((bucketOf(partition) * shardIds.length) / BUCKETS);
  return shardIds[index] ?? "";
}

function decode<T>(column: unknown): T {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only this module writes the column
  return JSON.parse(String(column)) as T;
}

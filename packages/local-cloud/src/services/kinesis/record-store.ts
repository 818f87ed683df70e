import type { Store } from "../../store/store.ts";

/** A record as it lies in a shard. */
export interface StoredRecord {
  /** Its place in the shard, from 0. */
  readonly position: number;
  /** Milliseconds since the Unix epoch. */
  readonly arrivedAt: number;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly encrypted: boolean;
}

/** The number of a stream and the index of one of its shards. */
export interface ShardKey {
  readonly stream: number;
  readonly shard: number;
}

/** Puts records at the ends of the shards of one stream. */
export interface Appender {
  /** Gives back the place that the record took. */
  append(shard: number, record: Omit<StoredRecord, "position">): number;
}

/** The records of every stream, in one table. */
export interface RecordStore {
  /** All that `work` appends is written, or nothing is. */
  append<T>(stream: number, work: (appender: Appender) => T): T;
  /** From `position` on, in order, one by one: whoever iterates may stop early. */
  read(key: ShardKey, position: number): Iterable<StoredRecord>;
  /** The place that the next record will take. */
  next(key: ShardKey): number;
  /** The place of the first record that arrived at `sinceMs` or later; that of the next if none did. */
  firstSince(key: ShardKey, sinceMs: number): number;
  /** Forgets the records that arrived before. */
  trim(key: ShardKey, beforeMs: number): void;
  forget(stream: number): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS kinesis_records (
    stream INTEGER, shard INTEGER, position INTEGER, arrived_at INTEGER NOT NULL,
    encrypted INTEGER NOT NULL, partition_key TEXT NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (stream, shard, position)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS kinesis_places (
    stream INTEGER, shard INTEGER, next INTEGER NOT NULL, PRIMARY KEY (stream, shard)
  ) WITHOUT ROWID;
`;

/** Opens the table of records, which is made if it is missing. */
export function openRecords(store: Store): RecordStore {
  const { db } = store;
  db.exec(SCHEMA);
  const insert = db.prepare("INSERT INTO kinesis_records VALUES (?, ?, ?, ?, ?, ?, ?)");
  const moveOn = db.prepare("INSERT OR REPLACE INTO kinesis_places VALUES (?, ?, ?)");
  const readNext = db.prepare("SELECT next FROM kinesis_places WHERE stream = ? AND shard = ?");
  const read = db.prepare(
    `SELECT position, arrived_at, encrypted, partition_key, data FROM kinesis_records
     WHERE stream = ? AND shard = ? AND position >= ? ORDER BY position`,
  );
  const first = db.prepare(
    "SELECT MIN(position) AS position FROM kinesis_records WHERE stream = ? AND shard = ?",
  );
  const arrival = db.prepare(
    "SELECT arrived_at FROM kinesis_records WHERE stream = ? AND shard = ? AND position = ?",
  );
  const trim = db.prepare(
    "DELETE FROM kinesis_records WHERE stream = ? AND shard = ? AND position < ?",
  );
  const forgetRecords = db.prepare("DELETE FROM kinesis_records WHERE stream = ?");
  const forgetPlaces = db.prepare("DELETE FROM kinesis_places WHERE stream = ?");

  const nextOf = ({ stream, shard }: ShardKey): number =>
    Number(readNext.get(stream, shard)?.["next"] ?? 0);

  // A bisection: the places of a shard have no gaps, and times grow along them.
  const firstSince = (key: ShardKey, sinceMs: number): number => {
    const { stream, shard } = key;
    let high = nextOf(key);
    let low = Number(first.get(stream, shard)?.["position"] ?? high);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Number(arrival.get(stream, shard, middle)?.["arrived_at"]) >= sinceMs) high = middle;
      else low = middle + 1;
    }
    return low;
  };

  return {
    append: (stream, work) =>
      store.transaction(() => {
        const places = new Map<number, number>();
        const result = work({
          append(shard, { arrivedAt, encrypted, partitionKey, data }) {
            const position = places.get(shard) ?? nextOf({ stream, shard });
            insert.run(stream, shard, position, arrivedAt, encrypted ? 1 : 0, partitionKey, data);
            places.set(shard, position + 1);
            return position;
          },
        });
        for (const [shard, next] of places) moveOn.run(stream, shard, next);
        return result;
      }),
    *read({ stream, shard }, position) {
      for (const row of read.iterate(stream, shard, position)) {
        yield {
          position: Number(row["position"]),
          arrivedAt: Number(row["arrived_at"]),
          encrypted: row["encrypted"] === 1,
          partitionKey: String(row["partition_key"]),
          data: row["data"] instanceof Uint8Array ? row["data"] : new Uint8Array(),
        };
      }
    },
    next: nextOf,
    firstSince,
    trim(key, beforeMs) {
      const { stream, shard } = key;
      const oldest = first.get(stream, shard)?.["position"];
      if (typeof oldest !== "number") return;
      const keepFrom = firstSince(key, beforeMs);
      if (keepFrom > oldest) trim.run(stream, shard, keepFrom);
    },
    forget(stream) {
      forgetRecords.run(stream);
      forgetPlaces.run(stream);
    },
  };
}

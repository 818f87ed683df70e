import * as z from "zod";
import type { Store } from "../../store/store.ts";
import { routeByHash } from "./hash-ranges.ts";
import { isOpen, SHARD_METRICS, type Shard, type Stream } from "./stream.ts";

/** A stream with the function that finds the shard of a hash key. */
export interface OpenStream {
  readonly stream: Stream;
  readonly route: (hashKey: string) => Shard;
}

/** The data streams; each call is durable when it returns. */
export interface StreamStore {
  find(name: string): OpenStream | undefined;
  /** In the order of their names. */
  list(): Stream[];
  /** Gives a stream a number that no other has had. */
  create(stream: Omit<Stream, "number">): Stream;
  save(stream: Stream): void;
  delete(stream: Stream): void;
}

const BigIntText = z.string().transform(BigInt);
const StoredShard = z.object({
  index: z.number(),
  range: z.object({ start: BigIntText, end: BigIntText }),
  parents: z.array(z.number()),
  epoch: z.number(),
  openedAt: z.number(),
  closedAt: z.number().exactOptional(),
});
const StoredStream = z.object({
  number: z.number(),
  name: z.string(),
  arn: z.string(),
  createdAt: z.number(),
  mode: z.enum(["ON_DEMAND", "PROVISIONED"]),
  retentionHours: z.number(),
  maxRecordKib: z.number(),
  keyId: z.string().exactOptional(),
  shardLevelMetrics: z.array(z.enum(SHARD_METRICS)),
  tags: z.record(z.string(), z.string()),
  policy: z.string().exactOptional(),
  scaledAt: z.array(z.number()),
  shards: z.array(StoredShard),
  nextShard: z.number(),
});

/** Opens the table of streams, which is made if it is missing. */
export function openStreams(store: Store): StreamStore {
  const { db } = store;
  db.exec(
    `CREATE TABLE IF NOT EXISTS kinesis_streams
     (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, record TEXT NOT NULL)`,
  );
  const find = db.prepare("SELECT record FROM kinesis_streams WHERE name = ?");
  const list = db.prepare("SELECT record FROM kinesis_streams ORDER BY name");
  const insert = db.prepare("INSERT INTO kinesis_streams (name, record) VALUES (?, '')");
  const update = db.prepare("UPDATE kinesis_streams SET record = ? WHERE number = ?");
  const drop = db.prepare("DELETE FROM kinesis_streams WHERE number = ?");
  const cache = store.readCache<OpenStream>();

  const save = (stream: Stream): void => {
    update.run(encode(stream), stream.number);
    cache.set(stream.name, open(stream));
  };

  return {
    find: (name) =>
      cache.get(name, () => {
        const row = find.get(name);
        return row === undefined ? undefined : open(decode(row["record"]));
      }),
    list: () => list.all().map((row) => decode(row["record"])),
    create: (given) =>
      store.transaction(() => {
        const { lastInsertRowid } = insert.run(given.name);
        const stream = { ...given, number: Number(lastInsertRowid) };
        save(stream);
        return stream;
      }),
    save,
    delete({ name, number }) {
      drop.run(number);
      cache.delete(name);
    },
  };
}

function open(stream: Stream): OpenStream {
  return { stream, route: routeByHash(stream.shards.filter(isOpen)) };
}

/** JSON has no numbers of this size. */
function encode(stream: Stream): string {
  return JSON.stringify(stream, (_name, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

function decode(column: unknown): Stream {
  return StoredStream.parse(JSON.parse(String(column)));
}

import * as z from "zod";
import type { Cloud } from "../../cloud.ts";

/** A record that waits. */
export interface Waiting {
  readonly sequence: number;
  readonly arrivedAt: number;
  readonly data: Buffer;
}

/** How much waits in a lane. */
export interface Fill {
  readonly bytes: number;
  /** When the first of them came into the lane: milliseconds since the Unix epoch. */
  readonly since: number;
}

/** The records that are acknowledged and not yet in their bucket, by stream and lane. */
export interface BufferStore {
  /** Adds records to a lane; gives how full it was before and is now. */
  add(
    streamId: string,
    lane: string,
    records: readonly Pick<Waiting, "arrivedAt" | "data">[],
  ): { before: Fill | undefined; now: Fill | undefined };
  /** What waits in a lane; `undefined` when nothing does. */
  fill(streamId: string, lane: string): Fill | undefined;
  /** The first records of a lane, as many as make up `bytes`, and one at least. */
  first(streamId: string, lane: string, bytes: number): Waiting[];
  /** Drops the records of a lane up to and including `sequence`. */
  drop(streamId: string, lane: string, sequence: number): void;
  /** The lanes of a stream that hold anything. */
  lanes(streamId: string): string[];
  /** Drops all that a stream holds. */
  forget(streamId: string): void;
}

const FillRow = z.object({ bytes: z.number().nullable(), since: z.number().nullable() });
const LaneRow = z.object({ lane: z.string() });
const Row = z.object({
  sequence: z.number(),
  arrivedAt: z.number(),
  data: z.instanceof(Uint8Array),
});

/** Opens the buffers of the store. */
export function openBuffers({ store, clock }: Cloud): BufferStore {
  const { db } = store;
  db.exec(
    `CREATE TABLE IF NOT EXISTS firehose_records (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, lane TEXT NOT NULL,
       arrived_at INTEGER NOT NULL, added_at INTEGER NOT NULL, data BLOB NOT NULL);
     CREATE INDEX IF NOT EXISTS firehose_records_by_lane
       ON firehose_records (stream, lane, sequence);`,
  );
  const insert = db.prepare(
    "INSERT INTO firehose_records (stream, lane, arrived_at, added_at, data) VALUES (?, ?, ?, ?, ?)",
  );
  const measure = db.prepare(
    `SELECT SUM(LENGTH(data)) AS bytes, MIN(added_at) AS since FROM firehose_records
     WHERE stream = ? AND lane = ?`,
  );
  const select = db.prepare(
    `SELECT sequence, arrived_at AS arrivedAt, data FROM firehose_records
     WHERE stream = ? AND lane = ? ORDER BY sequence`,
  );
  const remove = db.prepare(
    "DELETE FROM firehose_records WHERE stream = ? AND lane = ? AND sequence <= ?",
  );
  const lanesOf = db.prepare("SELECT DISTINCT lane FROM firehose_records WHERE stream = ?");
  const removeAll = db.prepare("DELETE FROM firehose_records WHERE stream = ?");
  const fills = store.readCache<Fill>();

  const fill = (streamId: string, lane: string): Fill | undefined =>
    fills.get(`${streamId} ${lane}`, () => {
      const { bytes, since } = FillRow.parse(measure.get(streamId, lane));
      return since === null ? undefined : { bytes: bytes ?? 0, since };
    });

  return {
    fill,
    add(streamId, lane, records) {
      const before = fill(streamId, lane);
      if (records.length === 0) return { before, now: before };
      const addedAt = clock.now();
      let bytes = before?.bytes ?? 0;
      for (const { arrivedAt, data } of records) {
        insert.run(streamId, lane, arrivedAt, addedAt, data);
        bytes += data.length;
      }
      const now = { bytes, since: before?.since ?? addedAt };
      fills.set(`${streamId} ${lane}`, now);
      return { before, now };
    },
    first(streamId, lane, bytes) {
      const found: Waiting[] = [];
      let size = 0;
      for (const row of select.iterate(streamId, lane)) {
        const { sequence, arrivedAt, data } = Row.parse(row);
        if (found.length > 0 && size + data.length > bytes) break;
        found.push({ sequence, arrivedAt, data: Buffer.from(data) });
        size += data.length;
      }
      return found;
    },
    drop(streamId, lane, sequence) {
      remove.run(streamId, lane, sequence);
      fills.delete(`${streamId} ${lane}`);
    },
    lanes: (streamId) => lanesOf.all(streamId).map((row) => LaneRow.parse(row).lane),
    forget(streamId) {
      removeAll.run(streamId);
      fills.clear();
    },
  };
}

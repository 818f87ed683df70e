import * as z from "zod";
import type { Cloud } from "../../../cloud.ts";
import type { Collection } from "../../../store/collection.ts";
import type { Event } from "../model.ts";
import type { Archive, Position, Replay } from "./archive.ts";

/** Archives, what is in them, and the replays of it. */
export interface ArchiveStore {
  /** Under `account/archive`. */
  readonly archives: Collection<Archive>;
  /** Under `account/replay`. */
  readonly replays: Collection<Replay>;
  /** Keeps an event. */
  add(archive: Archive, event: Event): void;
  /** Forgets what is older than the archive keeps it. */
  expire(archive: Archive): void;
  /** What the archive holds now. */
  sizeOf(archive: Archive): { eventCount: number; sizeBytes: number };
  /** The next events of a replay, in its order. */
  read(replay: Replay, limit: number): ArchivedEvent[];
  /** Drops an archive with all its events. */
  remove(archive: Archive): void;
}

/** An event of an archive and where it stands. */
export interface ArchivedEvent extends Position {
  readonly event: Event;
}

const DAY_MS = 86_400_000;

const StoredRow = z.object({ eventAt: z.number(), sequence: z.number(), event: z.string() });
const SizeRow = z.object({ eventCount: z.number(), sizeBytes: z.number() });

/** Opens the archives of the store. */
export function openArchives({ store, clock }: Cloud): ArchiveStore {
  store.db.exec(
    `CREATE TABLE IF NOT EXISTS events_archived (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT, archive TEXT NOT NULL,
       event_at INTEGER NOT NULL, archived_at INTEGER NOT NULL,
       size_bytes INTEGER NOT NULL, event TEXT NOT NULL);
     CREATE INDEX IF NOT EXISTS events_archived_by_time
       ON events_archived (archive, event_at, sequence);
     CREATE INDEX IF NOT EXISTS events_archived_by_age ON events_archived (archive, archived_at);`,
  );
  const insert = store.db.prepare(
    `INSERT INTO events_archived (archive, event_at, archived_at, size_bytes, event)
     VALUES (?, ?, ?, ?, ?)`,
  );
  const drop = store.db.prepare(
    "DELETE FROM events_archived WHERE archive = ? AND archived_at <= ?",
  );
  const empty = store.db.prepare("DELETE FROM events_archived WHERE archive = ?");
  const size = store.db.prepare(
    `SELECT COUNT(*) AS eventCount, COALESCE(SUM(size_bytes), 0) AS sizeBytes
     FROM events_archived WHERE archive = ?`,
  );
  const next = store.db.prepare(
    `SELECT event_at AS eventAt, sequence, event FROM events_archived
     WHERE archive = ? AND event_at <= ? AND (event_at, sequence) > (?, ?)
     ORDER BY event_at, sequence LIMIT ?`,
  );
  const archives = store.collection<Archive>("events.archives");

  const expire = ({ arn, retentionDays }: Archive): void => {
    if (retentionDays > 0) drop.run(arn, clock.now() - retentionDays * DAY_MS);
  };

  return {
    archives,
    replays: store.collection("events.replays"),
    expire,
    add(archive, event) {
      const text = JSON.stringify(event);
      const eventAt = Date.parse(event.time);
      insert.run(archive.arn, eventAt, clock.now(), Buffer.byteLength(text), text);
      expire(archive);
    },
    sizeOf(archive) {
      expire(archive);
      return SizeRow.parse(size.get(archive.arn));
    },
    read({ archiveArn, eventStartAt, eventEndAt, last }, limit) {
      const { eventAt, sequence } = last ?? { eventAt: eventStartAt, sequence: -1 };
      return next.all(archiveArn, eventEndAt, eventAt, sequence, limit).map(toEvent);
    },
    remove(archive) {
      archives.delete(`${archive.accountId}/${archive.name}`);
      empty.run(archive.arn);
    },
  };
}

function toEvent(row: unknown): ArchivedEvent {
  const { eventAt, sequence, event } = StoredRow.parse(row);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only `add` writes this table
  return { eventAt, sequence, event: JSON.parse(event) as Event };
}

import type { Store } from "../../store/store.ts";

/** One record of a stream. */
export interface LogEvent {
  readonly id: number;
  readonly stream: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  readonly ingestedAt: number;
  readonly message: string;
}

/** One log group. */
export interface GroupRow {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly retentionDays: number | undefined;
}

/** One stream with the times of its events. */
export interface StreamRow {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly firstAt: number | undefined;
  readonly lastAt: number | undefined;
  readonly ingestedAt: number | undefined;
}

/** Where in the order of timestamp and id a page begins or ends. */
export interface Position {
  readonly timestamp: number;
  readonly id: number;
}

/** What events to read. */
export interface EventQuery {
  readonly groupId: number;
  /** Only these streams; all of the group when left out. */
  readonly streamIds?: readonly number[];
  /** Inclusive. */
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  readonly after?: Position;
  readonly before?: Position;
  /** Newest first. */
  readonly backwards?: boolean;
  readonly limit: number;
}

/** Groups, streams and events in tables of their own. */
export interface LogStore {
  group(name: string): GroupRow | undefined;
  /** In the order of names; `after` excludes itself. */
  groups(after: string): GroupRow[];
  createGroup(name: string, now: number): void;
  deleteGroup(group: GroupRow): void;
  setRetention(group: GroupRow, days: number | undefined): void;
  stream(group: GroupRow, name: string): StreamRow | undefined;
  streams(group: GroupRow): StreamRow[];
  createStream(group: GroupRow, name: string, now: number): void;
  deleteStream(stream: StreamRow): void;
  append(
    at: { group: GroupRow; stream: StreamRow; now: number },
    events: readonly { timestamp: number; message: string }[],
  ): void;
  events(query: EventQuery): LogEvent[];
  deleteOlder(group: GroupRow, timestamp: number): void;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS log_groups (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL, retention_days INTEGER);
  CREATE TABLE IF NOT EXISTS log_streams (id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL,
    name TEXT NOT NULL, created_at INTEGER NOT NULL, first_at INTEGER, last_at INTEGER,
    ingested_at INTEGER, UNIQUE (group_id, name));
  CREATE TABLE IF NOT EXISTS log_events (id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL, at INTEGER NOT NULL,
    ingested_at INTEGER NOT NULL, message TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS log_events_group ON log_events (group_id, at, id);
  CREATE INDEX IF NOT EXISTS log_events_stream ON log_events (stream_id, at, id);
`;

type Row = Record<string, unknown>;
const optionalNumber = (value: unknown): number | undefined =>
  typeof value === "number" ? value : undefined;

/** Opens the tables of the log service. */
export function openLogStore(store: Store): LogStore {
  const { db } = store;
  db.exec(SCHEMA);
  const groupByName = db.prepare("SELECT * FROM log_groups WHERE name = ?");
  const groupsAfter = db.prepare("SELECT * FROM log_groups WHERE name > ? ORDER BY name");
  const insertGroup = db.prepare("INSERT INTO log_groups (name, created_at) VALUES (?, ?)");
  const updateRetention = db.prepare("UPDATE log_groups SET retention_days = ? WHERE id = ?");
  const streamByName = db.prepare("SELECT * FROM log_streams WHERE group_id = ? AND name = ?");
  const allStreams = db.prepare("SELECT * FROM log_streams WHERE group_id = ? ORDER BY name");
  const insertStream = db.prepare(
    "INSERT INTO log_streams (group_id, name, created_at) VALUES (?, ?, ?)",
  );
  const insertEvent = db.prepare(
    "INSERT INTO log_events (group_id, stream_id, at, ingested_at, message) VALUES (?, ?, ?, ?, ?)",
  );
  const touchStream = db.prepare(
    `UPDATE log_streams SET first_at = MIN(COALESCE(first_at, ?1), ?1),
       last_at = MAX(COALESCE(last_at, ?2), ?2), ingested_at = ?3 WHERE id = ?4`,
  );
  const remove = (sql: string) => {
    const statement = db.prepare(sql);
    return (id: number): void => void statement.run(id);
  };
  const removeGroup = remove("DELETE FROM log_groups WHERE id = ?");
  const removeStreamsOf = remove("DELETE FROM log_streams WHERE group_id = ?");
  const removeEventsOf = remove("DELETE FROM log_events WHERE group_id = ?");
  const removeStream = remove("DELETE FROM log_streams WHERE id = ?");
  const removeEvents = remove("DELETE FROM log_events WHERE stream_id = ?");
  const removeOlder = db.prepare("DELETE FROM log_events WHERE group_id = ? AND at < ?");

  return {
    group: (name) => optionalRow(groupByName.get(name), toGroup),
    groups: (after) => groupsAfter.all(after).map(toGroup),
    createGroup: (name, now) => void insertGroup.run(name, now),
    setRetention: ({ id }, days) => void updateRetention.run(days ?? null, id),
    stream: ({ id }, name) => optionalRow(streamByName.get(id, name), toStream),
    streams: ({ id }) => allStreams.all(id).map(toStream),
    createStream: ({ id }, name, now) => void insertStream.run(id, name, now),
    deleteOlder: ({ id }, timestamp) => void removeOlder.run(id, timestamp),
    deleteGroup: ({ id }) =>
      store.transaction(() => {
        removeEventsOf(id);
        removeStreamsOf(id);
        removeGroup(id);
      }),
    deleteStream: ({ id }) =>
      store.transaction(() => {
        removeEvents(id);
        removeStream(id);
      }),
    append: ({ group, stream, now }, events) =>
      store.transaction(() => {
        for (const { timestamp, message } of events) {
          insertEvent.run(group.id, stream.id, timestamp, now, message);
        }
        const times = events.map(({ timestamp }) => timestamp);
        touchStream.run(times[0] ?? now, times.at(-1) ?? now, now, stream.id);
      }),
    events(query) {
      const { sql, values } = eventsSql(query);
      return db
        .prepare(sql)
        .all(...values)
        .map(toEvent);
    },
  };
}

function eventsSql(query: EventQuery): { sql: string; values: number[] } {
  const { groupId, streamIds, from, to, after, before, limit } = query;
  const order = query.backwards === true ? "DESC" : "ASC";
  const where = ["e.group_id = ?", "e.at >= ?", "e.at <= ?"];
  const values = [groupId, from, to];
  if (streamIds !== undefined) {
    where.push(`e.stream_id IN (${streamIds.map(() => "?").join(",")})`);
    values.push(...streamIds);
  }
  if (after !== undefined) {
    where.push("(e.at, e.id) > (?, ?)");
    values.push(after.timestamp, after.id);
  }
  if (before !== undefined) {
    where.push("(e.at, e.id) < (?, ?)");
    values.push(before.timestamp, before.id);
  }
  const sql = `SELECT e.id, e.at, e.ingested_at, e.message, s.name AS stream
    FROM log_events e JOIN log_streams s ON s.id = e.stream_id
    WHERE ${where.join(" AND ")} ORDER BY e.at ${order}, e.id ${order} LIMIT ?`;
  return { sql, values: [...values, limit] };
}

function optionalRow<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row);
}

function toGroup(row: Row): GroupRow {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    createdAt: Number(row["created_at"]),
    retentionDays: optionalNumber(row["retention_days"]),
  };
}

function toStream(row: Row): StreamRow {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    createdAt: Number(row["created_at"]),
    firstAt: optionalNumber(row["first_at"]),
    lastAt: optionalNumber(row["last_at"]),
    ingestedAt: optionalNumber(row["ingested_at"]),
  };
}

function toEvent(row: Row): LogEvent {
  return {
    id: Number(row["id"]),
    stream: String(row["stream"]),
    timestamp: Number(row["at"]),
    ingestedAt: Number(row["ingested_at"]),
    message: String(row["message"]),
  };
}

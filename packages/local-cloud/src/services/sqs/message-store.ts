import { randomBytes } from "node:crypto";
import type { Store } from "../../store/store.ts";
import type { Message, NewMessage } from "./message.ts";
import { toMessage } from "./message-row.ts";

/** How many messages a queue holds, by what can be done with them. */
export interface MessageCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** How a message came into a queue. Times are milliseconds since the Unix epoch. */
export interface Arrival {
  readonly now: number;
  /** When its producer sent it. */
  readonly sentAt: number;
  /** From when on its retention counts. */
  readonly retainedFrom: number;
  /** What a dead-lettered message brings along. */
  readonly from?: { sourceArn: string; receives: number; firstReceivedAt: number | undefined };
}

/** The messages of every queue, in one table; each call is durable when it returns. */
export interface MessageStore {
  /** Gives back the message's {@link Message.seq}. */
  put(queueKey: string, message: NewMessage, arrival: Arrival): number;
  get(seq: number): Message | undefined;
  /** Those that can be received now, oldest first. */
  receivable(queueKey: string, options: { now: number; fifo: boolean; limit: number }): Message[];
  /** Hides a message and makes its earlier receipts worthless. */
  markReceived(seq: number, times: { now: number; visibleAt: number }): Message | undefined;
  setVisibleAt(seq: number, visibleAt: number): void;
  remove(seq: number): void;
  removeAll(queueKey: string): void;
  removeOlderThan(queueKey: string, retainedBefore: number): void;
  /** When the next hidden message comes into sight; `undefined` when none is hidden. */
  nextVisibleAt(queueKey: string, now: number): number | undefined;
  counts(queueKey: string, now: number): MessageCounts;
  /** True when at least `limit` messages are in flight; looks at no others. */
  hasInFlight(queueKey: string, options: { now: number; limit: number }): boolean;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sqs_messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    attributes TEXT NOT NULL, sender_id TEXT NOT NULL, trace_header TEXT, group_id TEXT, dedup_id TEXT,
    delay_ms INTEGER NOT NULL, sent_at INTEGER NOT NULL, retained_from INTEGER NOT NULL,
    visible_at INTEGER NOT NULL, first_received_at INTEGER, receive_count INTEGER NOT NULL,
    prior_receives INTEGER NOT NULL,     receipt TEXT, source_arn TEXT);
  CREATE INDEX IF NOT EXISTS sqs_messages_visible ON sqs_messages (queue, visible_at, seq);
  CREATE INDEX IF NOT EXISTS sqs_messages_retained ON sqs_messages (queue, retained_from);
  CREATE INDEX IF NOT EXISTS sqs_messages_grouped ON sqs_messages (queue, group_id, visible_at)
    WHERE group_id IS NOT NULL;`;

// A group waits while one of its messages is in flight, and behind an older one that is delayed.
const FIFO_RECEIVABLE = `
  SELECT * FROM sqs_messages AS m WHERE queue = ? AND visible_at <= ?2 AND NOT EXISTS (
    SELECT 1 FROM sqs_messages AS b WHERE b.queue = m.queue AND b.group_id = m.group_id
      AND b.visible_at > ?2 AND (b.receive_count > 0 OR b.seq < m.seq))
  ORDER BY seq LIMIT ?3`;

const COUNTS = `
  SELECT COALESCE(SUM(visible_at <= ?2), 0) AS visible,
    COALESCE(SUM(visible_at > ?2 AND receive_count > 0), 0) AS inFlight,
    COALESCE(SUM(visible_at > ?2 AND receive_count = 0), 0) AS delayed
  FROM sqs_messages WHERE queue = ?1`;

/** Opens the message table of the store. */
export function openMessages({ db }: Store): MessageStore {
  db.exec(SCHEMA);
  const insert = db.prepare(
    `INSERT INTO sqs_messages VALUES
      (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, NULL, ?)`,
  );
  const bySeq = db.prepare("SELECT * FROM sqs_messages WHERE seq = ?");
  const receivable = db.prepare(
    "SELECT * FROM sqs_messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?",
  );
  const fifoReceivable = db.prepare(FIFO_RECEIVABLE.replace("queue = ?", "queue = ?1"));
  const received = db.prepare(
    `UPDATE sqs_messages SET receive_count = receive_count + 1, receipt = ?, visible_at = ?,
       first_received_at = COALESCE(first_received_at, ?) WHERE seq = ? RETURNING *`,
  );
  const setVisible = db.prepare("UPDATE sqs_messages SET visible_at = ? WHERE seq = ?");
  const remove = db.prepare("DELETE FROM sqs_messages WHERE seq = ?");
  const removeAll = db.prepare("DELETE FROM sqs_messages WHERE queue = ?");
  const removeOld = db.prepare("DELETE FROM sqs_messages WHERE queue = ? AND retained_from < ?");
  const nextVisible = db.prepare(
    "SELECT MIN(visible_at) AS at FROM sqs_messages WHERE queue = ? AND visible_at > ?",
  );
  const counts = db.prepare(COUNTS);
  const nthInFlight = db.prepare(
    `SELECT 1 FROM sqs_messages WHERE queue = ? AND visible_at > ? AND receive_count > 0
     LIMIT 1 OFFSET ?`,
  );

  return {
    put(queueKey, message, { now, sentAt, retainedFrom, from }) {
      const { lastInsertRowid } = insert.run(
        queueKey,
        message.id,
        message.body,
        JSON.stringify(message.attributes),
        message.senderId,
        ...[message.traceHeader, message.groupId, message.deduplicationId].map(orNull),
        message.delayMs,
        sentAt,
        retainedFrom,
        now + message.delayMs,
        orNull(from?.firstReceivedAt),
        from?.receives ?? 0,
        orNull(from?.sourceArn),
      );
      return Number(lastInsertRowid);
    },
    get: (seq) => one(bySeq.get(seq)),
    receivable(queueKey, { now, fifo, limit }) {
      const rows = (fifo ? fifoReceivable : receivable).all(queueKey, now, limit);
      return rows.map(toMessage);
    },
    markReceived: (seq, { now, visibleAt }) =>
      one(received.get(randomBytes(12).toString("hex"), visibleAt, now, seq)),
    setVisibleAt(seq, visibleAt) {
      setVisible.run(visibleAt, seq);
    },
    remove(seq) {
      remove.run(seq);
    },
    removeAll(queueKey) {
      removeAll.run(queueKey);
    },
    removeOlderThan(queueKey, retainedBefore) {
      removeOld.run(queueKey, retainedBefore);
    },
    nextVisibleAt(queueKey, now) {
      const at = nextVisible.get(queueKey, now)?.["at"];
      return typeof at === "number" ? at : undefined;
    },
    hasInFlight: (queueKey, { now, limit }) =>
      nthInFlight.get(queueKey, now, limit - 1) !== undefined,
    counts(queueKey, now) {
      const row = counts.get(queueKey, now) ?? {};
      return {
        visible: Number(row["visible"]),
        inFlight: Number(row["inFlight"]),
        delayed: Number(row["delayed"]),
      };
    },
  };
}

function one(row: Record<string, unknown> | undefined): Message | undefined {
  return row === undefined ? undefined : toMessage(row);
}

function orNull<T>(value: T | undefined): T | null {
  return value ?? null;
}

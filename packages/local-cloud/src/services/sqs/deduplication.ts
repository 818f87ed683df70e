import type { Store } from "../../store/store.ts";

/** The message that a FIFO queue took under a deduplication id. */
export interface AcceptedMessage {
  readonly messageId: string;
  readonly seq: number;
}

/** Which deduplication ids each FIFO queue has seen within the deduplication interval. */
export interface Deduplication {
  find(scope: string, deduplicationId: string, now: number): AcceptedMessage | undefined;
  remember(
    scope: string,
    deduplicationId: string,
    accepted: AcceptedMessage & { now: number },
  ): void;
}

const INTERVAL_MS = 5 * 60_000; // deduplication interval; SQS developer guide, "Exactly-once processing"

/** Opens the deduplication table of the store. */
export function openDeduplication({ db }: Store): Deduplication {
  db.exec(
    `CREATE TABLE IF NOT EXISTS sqs_deduplication (
       scope TEXT NOT NULL, dedup_id TEXT NOT NULL, message_id TEXT NOT NULL, seq INTEGER NOT NULL,
       expires_at INTEGER NOT NULL, PRIMARY KEY (scope, dedup_id)) WITHOUT ROWID`,
  );
  const find = db.prepare(
    "SELECT message_id, seq FROM sqs_deduplication WHERE scope = ? AND dedup_id = ? AND expires_at > ?",
  );
  const forget = db.prepare("DELETE FROM sqs_deduplication WHERE scope = ? AND expires_at <= ?");
  const put = db.prepare("INSERT OR REPLACE INTO sqs_deduplication VALUES (?, ?, ?, ?, ?)");

  return {
    find(scope, deduplicationId, now) {
      const row = find.get(scope, deduplicationId, now);
      return row && { messageId: String(row["message_id"]), seq: Number(row["seq"]) };
    },
    remember(scope, deduplicationId, { messageId, seq, now }) {
      forget.run(scope, now);
      put.run(scope, deduplicationId, messageId, seq, now + INTERVAL_MS);
    },
  };
}

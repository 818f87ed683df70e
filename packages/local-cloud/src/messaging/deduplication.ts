import type { Store } from "../store/store.ts";

/** The message that a FIFO queue or topic took under a deduplication id. */
export interface AcceptedMessage {
  readonly messageId: string;
  /** Its place in the order of everything that was taken. */
  readonly seq: number;
}

/** Which deduplication ids have been seen within the deduplication interval. */
export interface Deduplication {
  find(scope: string, deduplicationId: string, now: number): AcceptedMessage | undefined;
  remember(
    scope: string,
    deduplicationId: string,
    accepted: AcceptedMessage & { now: number },
  ): void;
}

const INTERVAL_MS = 5 * 60_000; // deduplication interval; SQS developer guide, "Exactly-once processing"

/** Opens a deduplication table of the store; each service has its own. */
export function openDeduplication({ db }: Store, owner: "sqs" | "sns"): Deduplication {
  const table = `${owner}_deduplication`;
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${table} (
       scope TEXT NOT NULL, dedup_id TEXT NOT NULL, message_id TEXT NOT NULL, seq INTEGER NOT NULL,
       expires_at INTEGER NOT NULL, PRIMARY KEY (scope, dedup_id)) WITHOUT ROWID`,
  );
  const find = db.prepare(
    `SELECT message_id, seq FROM ${table} WHERE scope = ? AND dedup_id = ? AND expires_at > ?`,
  );
  const forget = db.prepare(`DELETE FROM ${table} WHERE scope = ? AND expires_at <= ?`);
  const put = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?, ?)`);

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

import type { Store } from "../../store/store.ts";
import type { Journal, JournalRecord } from "./asl/journal.ts";

function decode(row: Record<string, unknown>): JournalRecord {
  return JSON.parse(String(row["record"]));
}

/**
 * Opens the journal of an execution. `onAppend` runs in the transaction that stores a record, so
 * that the end of an execution and its status are written together or not at all.
 */
export function openJournal(
  store: Store,
  executionArn: string,
  onAppend: (record: JournalRecord) => void = () => undefined,
): Journal {
  const { db } = store;
  const put = db.prepare("INSERT OR REPLACE INTO states_journal VALUES (?, ?, ?, ?)");
  const all = db.prepare("SELECT record FROM states_journal WHERE execution_arn = ?");
  // What an earlier run left: this run asks only for records that it has not written itself.
  const earlier = new Map<string, JournalRecord>();
  for (const row of all.all(executionArn)) {
    const record = decode(row);
    earlier.set(record.key, record);
  }
  let eventCount = [...earlier.values()].filter(({ event }) => event !== undefined).length;

  return {
    get eventCount() {
      return eventCount;
    },
    get: (key) => earlier.get(key),
    append(record) {
      store.transaction(() => {
        put.run(executionArn, record.key, record.event?.id ?? null, JSON.stringify(record));
        onAppend(record);
      });
      if (record.event !== undefined) eventCount += 1;
    },
  };
}

/** A part of a history. */
interface EventRange {
  readonly offset: number;
  readonly limit: number;
  readonly newestFirst: boolean;
}

/** Reads the history events of an execution. */
export function readEvents(
  { db }: Store,
  executionArn: string,
  { offset, limit, newestFirst }: EventRange,
): readonly JournalRecord[] {
  const order = newestFirst ? "DESC" : "ASC";
  const events = db.prepare(
    `SELECT record FROM states_journal WHERE execution_arn = ? AND event_id IS NOT NULL
     ORDER BY event_id ${order} LIMIT ? OFFSET ?`,
  );
  return events.all(executionArn, limit, offset).map(decode);
}

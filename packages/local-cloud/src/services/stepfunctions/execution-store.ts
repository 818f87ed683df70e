import { createHash } from "node:crypto";
import type { ExecutionStatus } from "@aws-sdk/client-sfn";
import type { Store } from "../../store/store.ts";
import { executionDoesNotExist } from "./errors.ts";

/** A standard execution as it is stored; its definition stays the one it was started with. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly roleArn: string;
  readonly revisionId?: string;
  /** JSON text. */
  readonly input: string;
  /** Milliseconds since the epoch, as `stoppedAtMs` and `updatedAtMs`. */
  readonly startedAtMs: number;
  readonly stoppedAtMs?: number;
  /** When its machine was last updated before it started. */
  readonly updatedAtMs: number;
  /** JSON text. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly traceHeader?: string;
  /** Secret: random choices and task tokens derive from it. */
  readonly seed: string;
}

/** Which executions to list. */
export interface ExecutionQuery {
  readonly machineArn: string;
  readonly status: ExecutionStatus | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** The standard executions of the cloud, by ARN. */
export interface ExecutionStore {
  find(arn: string): ExecutionRecord | undefined;
  /** @throws {AwsError} `ExecutionDoesNotExist`. */
  get(arn: string): ExecutionRecord;
  /** Adds a new one with its definition, or puts its new status. */
  put(record: ExecutionRecord, definition?: string): void;
  definitionOf(arn: string): string;
  /** Newest first. */
  list(query: ExecutionQuery): readonly ExecutionRecord[];
  /** Every execution that has not ended, oldest first. */
  running(): readonly ExecutionRecord[];
  runningOf(machineArn: string): readonly ExecutionRecord[];
  /** Removes an execution and its history. */
  delete(arn: string): void;
  deleteOf(machineArn: string): void;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS states_definitions (hash TEXT PRIMARY KEY, definition TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS states_executions (
    arn TEXT PRIMARY KEY, machine_arn TEXT NOT NULL, status TEXT NOT NULL,
    started_at INTEGER NOT NULL, definition_hash TEXT NOT NULL, record TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS states_executions_newest
    ON states_executions (machine_arn, started_at DESC);
  CREATE TABLE IF NOT EXISTS states_journal (
    execution_arn TEXT NOT NULL, key TEXT NOT NULL, event_id INTEGER, record TEXT NOT NULL,
    PRIMARY KEY (execution_arn, key)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS states_journal_events ON states_journal (execution_arn, event_id);
`;

function decode(row: Record<string, unknown>): ExecutionRecord {
  return JSON.parse(String(row["record"]));
}

/** Opens the tables of executions and their journals. */
export function openExecutions(store: Store): ExecutionStore {
  const { db } = store;
  db.exec(TABLES);
  const find = db.prepare("SELECT record FROM states_executions WHERE arn = ?");
  const insert = db.prepare("INSERT INTO states_executions VALUES (?, ?, ?, ?, ?, ?)");
  const update = db.prepare("UPDATE states_executions SET status = ?, record = ? WHERE arn = ?");
  const keepDefinition = db.prepare("INSERT OR IGNORE INTO states_definitions VALUES (?, ?)");
  const definition = db.prepare(
    `SELECT definition FROM states_definitions JOIN states_executions ON hash = definition_hash
     WHERE arn = ?`,
  );
  const list = db.prepare(
    `SELECT record FROM states_executions WHERE machine_arn = ? AND status LIKE ?
     ORDER BY started_at DESC, rowid DESC LIMIT ? OFFSET ?`,
  );
  const running = db.prepare(
    "SELECT record FROM states_executions WHERE status = 'RUNNING' ORDER BY started_at, rowid",
  );
  const forget = db.prepare("DELETE FROM states_executions WHERE arn = ?");
  const forgetJournal = db.prepare("DELETE FROM states_journal WHERE execution_arn = ?");
  const arnsOf = db.prepare("SELECT arn FROM states_executions WHERE machine_arn = ?");
  const forgetDefinitions = db.prepare(
    "DELETE FROM states_definitions WHERE hash NOT IN (SELECT definition_hash FROM states_executions)",
  );

  const found = (arn: string): ExecutionRecord | undefined => {
    const row = find.get(arn);
    return row === undefined ? undefined : decode(row);
  };
  const remove = (arn: string): void => {
    forget.run(arn);
    forgetJournal.run(arn);
  };
  return {
    find: found,
    get(arn) {
      const record = found(arn);
      if (record === undefined) throw executionDoesNotExist(arn);
      return record;
    },
    put(record, text) {
      const { arn, machineArn, status, startedAtMs } = record;
      if (text === undefined) {
        update.run(status, JSON.stringify(record), arn);
        return;
      }
      const hash = createHash("sha256").update(text).digest("hex");
      keepDefinition.run(hash, text);
      insert.run(arn, machineArn, status, Math.floor(startedAtMs), hash, JSON.stringify(record));
    },
    definitionOf: (arn) => String(definition.get(arn)?.["definition"]),
    list: ({ machineArn, status, limit, offset }) =>
      list.all(machineArn, status ?? "%", limit, offset).map(decode),
    running: () => running.all().map(decode),
    runningOf: (machineArn) =>
      running
        .all()
        .map(decode)
        .filter((record) => record.machineArn === machineArn),
    delete: (arn) => store.transaction(() => remove(arn)),
    deleteOf(machineArn) {
      store.transaction(() => {
        for (const row of arnsOf.all(machineArn)) remove(String(row["arn"]));
        forgetDefinitions.run();
      });
    },
  };
}

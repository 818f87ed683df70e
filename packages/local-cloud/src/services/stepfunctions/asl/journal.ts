import type { Json, JsonObject } from "./json.ts";

/**
 * One thing that happened in an execution. The key is its place in the execution, the
 * same on every run of the same history: so a restart finds what already happened.
 */
export interface JournalRecord {
  readonly key: string;
  /** When it happened: milliseconds since the epoch. */
  readonly atMs: number;
  /** The history event's type, or `Callback` and `Heartbeat`, which are no events. */
  readonly type: string;
  /** The details of the history event. */
  readonly details?: JsonObject;
  /** The event's place in the history; a record without it is not part of the history. */
  readonly event?: { readonly id: number; readonly previousEventId: number };
  /** The outcome of a parallel or map state, or of a task token. */
  readonly value?: Json;
}

/** What an execution has done so far; every record is durable when `append` returns. */
export interface Journal {
  get(key: string): JournalRecord | undefined;
  /** Adds a record, or replaces the one with its key. */
  append(record: JournalRecord): void;
  /** How many records are history events. */
  readonly eventCount: number;
}

/** A journal for executions that need not survive the process: express workflows and tests. */
export class MemoryJournal implements Journal {
  readonly #records = new Map<string, JournalRecord>();
  #events = 0;

  get eventCount(): number {
    return this.#events;
  }

  get(key: string): JournalRecord | undefined {
    return this.#records.get(key);
  }

  append(record: JournalRecord): void {
    if (record.event !== undefined && !this.#records.has(record.key)) this.#events += 1;
    this.#records.set(record.key, record);
  }

  /** Every record, in the order of its first appearance. */
  records(): readonly JournalRecord[] {
    return [...this.#records.values()];
  }
}

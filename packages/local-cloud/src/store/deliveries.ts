import { randomUUID } from "node:crypto";
import type { Chaos } from "../chaos.ts";
import type { Clock, Timer } from "../clock.ts";
import type { Store } from "./store.ts";

/** One piece of work that has to happen after it was acknowledged. */
export interface Delivery<Payload = unknown> {
  readonly id: string;
  readonly payload: Payload;
  /** How often it was tried before this time: 0 at first. */
  readonly attempt: number;
  /** Milliseconds since the Unix epoch. */
  readonly enqueuedAt: number;
}

/** What became of one try. `done` also ends a delivery that was dead-lettered or dropped. */
export type DeliveryOutcome = { readonly done: true } | { readonly retryInMs: number };

export const DONE: DeliveryOutcome = { done: true };

/** Does one try; an error thrown from it is a defect and is tried again a few times, then logged. */
export type DeliveryHandler<Payload> = (delivery: Delivery<Payload>) => Promise<DeliveryOutcome>;

/** Durable work queues: at least once, retried as each handler says, taken up after a restart. */
export interface Deliveries {
  /**
   * Says who does the work of `kind`, for example `sns.subscription`. Call it in a plugin's `open`;
   * nothing is delivered before every plugin has started.
   */
  handle<Payload>(
    kind: string,
    options: {
      /** Tries under way at once; 16 when left out. */
      concurrency?: number;
      /** Service and operation that chaos rules name: `{ service: "sns", operation: "deliver" }`. */
      chaos?: { service: string; operation: string };
    },
    handler: DeliveryHandler<Payload>,
  ): void;
  /** Stored when it returns; JSON only. May be called inside `store.transaction`. */
  enqueue(kind: string, payload: unknown, options?: { delayMs?: number }): void;
  /** Resolves once nothing is queued or under way that is due now (for tests and shutdown). */
  idle(): Promise<void>;
  start(): void;
  /** Takes nothing new up and waits for the tries under way. */
  stop(): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly payload: string;
  readonly attempt: number;
  readonly enqueuedAt: number;
  /** Chaos has had its turn; it does not count as an attempt. */
  readonly shaken: boolean;
}

interface Lane {
  readonly concurrency: number;
  readonly chaos: { service: string; operation: string } | undefined;
  readonly handler: DeliveryHandler<unknown>;
  readonly running: Set<string>;
}

const DEFECT_RETRIES = 5;
const DEFECT_RETRY_MS = 200;
const DEFAULT_CONCURRENCY = 16;

/** Opens the delivery queues of the store. `report` gets the defects of handlers. */
export function openDeliveries(parts: {
  store: Store;
  clock: Clock;
  chaos: Chaos;
  report: (error: unknown, kind: string) => void;
}): Deliveries {
  const { store, clock, chaos, report } = parts;
  store.db.exec(
    `CREATE TABLE IF NOT EXISTS deliveries (
       id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL,
       attempt INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
       shaken INTEGER NOT NULL);
     CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (kind, due_at);`,
  );
  const insert = store.db.prepare("INSERT INTO deliveries VALUES (?, ?, ?, 0, ?, ?, ?)");
  const remove = store.db.prepare("DELETE FROM deliveries WHERE id = ?");
  const postpone = store.db.prepare("UPDATE deliveries SET attempt = ?, due_at = ? WHERE id = ?");
  const due = store.db.prepare(
    `SELECT id, kind, payload, attempt, enqueued_at AS enqueuedAt, shaken FROM deliveries
     WHERE kind = ? AND due_at <= ? ORDER BY due_at, rowid LIMIT ?`,
  );
  const shake = store.db.prepare("UPDATE deliveries SET shaken = 1, due_at = ? WHERE id = ?");
  const nextDue = store.db.prepare("SELECT MIN(due_at) AS at FROM deliveries WHERE kind = ?");

  const lanes = new Map<string, Lane>();
  const underWay = new Set<Promise<void>>();
  const wakeUps = new Map<string, Timer>();
  const idleWaiters = new Set<() => void>();
  let started = false;

  // SQLite keeps larger numbers, and Node then refuses to read them.
  const dueIn = (delayMs: number): number =>
    Math.min(Math.ceil(clock.now() + delayMs), Number.MAX_SAFE_INTEGER);

  const tryOnce = async (lane: Lane, row: Row): Promise<void> => {
    const { id, attempt, enqueuedAt } = row;
    try {
      const payload: unknown = JSON.parse(row.payload);
      const outcome = await lane.handler({ id, payload, attempt, enqueuedAt });
      if ("done" in outcome) remove.run(id);
      else postpone.run(attempt + 1, dueIn(outcome.retryInMs), id);
    } catch (error) {
      report(error, row.kind);
      if (attempt >= DEFECT_RETRIES) remove.run(id);
      else postpone.run(attempt + 1, dueIn(DEFECT_RETRY_MS * 2 ** attempt), id);
    }
  };

  const run = async (lane: Lane, row: Row): Promise<void> => {
    lane.running.add(row.id);
    try {
      if (!misbehave(lane, row)) await tryOnce(lane, row);
      // Not at once: the pump that took this delivery up still has others in its hands.
      else await Promise.resolve();
    } finally {
      lane.running.delete(row.id);
      pump(row.kind);
    }
  };

  /** True when chaos has put the delivery off; a duplicate is a second delivery of its own. */
  const misbehave = (lane: Lane, row: Row): boolean => {
    if (lane.chaos === undefined || row.shaken || row.attempt > 0) return false;
    for (const { fault, delayMs } of chaos.strike(lane.chaos.service, lane.chaos.operation)) {
      if (fault === "duplicate") {
        insert.run(randomUUID(), row.kind, row.payload, row.enqueuedAt, dueIn(delayMs), 1);
      } else if (fault === "delay" || fault === "reorder") {
        shake.run(dueIn(delayMs), row.id);
        return true;
      }
    }
    return false;
  };

  const pump = (kind: string): void => {
    const lane = lanes.get(kind);
    if (!started || lane === undefined) return;
    const free = lane.concurrency - lane.running.size;
    if (free > 0) {
      const rows = due.all(kind, clock.now(), lane.concurrency + lane.running.size);
      const fresh = rows.map(toRow).filter(({ id }) => !lane.running.has(id));
      for (const row of fresh.slice(0, free)) {
        const work = run(lane, row).finally(() => underWay.delete(work));
        underWay.add(work);
      }
    }
    scheduleNext(kind, lane);
    if (idleWaiters.size > 0 && isIdle()) for (const resolve of idleWaiters) resolve();
  };

  const scheduleNext = (kind: string, lane: Lane): void => {
    wakeUps.get(kind)?.cancel();
    const at = nextDue.get(kind)?.["at"];
    if (typeof at !== "number") return;
    // With every place taken the end of a try pumps again; no timer is needed.
    if (at <= clock.now() && lane.running.size > 0) return;
    wakeUps.set(
      kind,
      clock.after(at - clock.now(), () => pump(kind)),
    );
  };

  const isIdle = (): boolean =>
    [...lanes].every(
      ([kind, lane]) => lane.running.size === 0 && due.all(kind, clock.now(), 1).length === 0,
    );

  return {
    handle(kind, { concurrency = DEFAULT_CONCURRENCY, chaos: point }, handler) {
      // oxlint-disable-next-line typescript/consistent-type-assertions -- payloads are what this kind enqueued
      const untyped = handler as DeliveryHandler<unknown>;
      lanes.set(kind, { concurrency, chaos: point, handler: untyped, running: new Set() });
    },
    enqueue(kind, payload, { delayMs = 0 } = {}) {
      const text = JSON.stringify(payload);
      insert.run(randomUUID(), kind, text, clock.now(), dueIn(delayMs), 0);
      // Not at once: the enqueuing transaction may still be open.
      setImmediate(() => pump(kind));
    },
    async idle() {
      while (!isIdle()) {
        await new Promise<void>((resolve) => {
          idleWaiters.add(resolve);
        });
        idleWaiters.clear();
      }
    },
    start() {
      started = true;
      for (const kind of lanes.keys()) pump(kind);
    },
    async stop() {
      started = false;
      for (const timer of wakeUps.values()) timer.cancel();
      await Promise.all(underWay);
    },
  };
}

function toRow(row: Record<string, unknown>): Row {
  return {
    id: String(row["id"]),
    kind: String(row["kind"]),
    payload: String(row["payload"]),
    attempt: Number(row["attempt"]),
    enqueuedAt: Number(row["enqueuedAt"]),
    shaken: row["shaken"] === 1,
  };
}

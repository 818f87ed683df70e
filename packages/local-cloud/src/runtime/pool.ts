import { AwsError } from "../errors.ts";
import type { Environment, InitOutcome } from "./environment.ts";
import type { FunctionSpec } from "./function-spec.ts";
import type { LogSink } from "./log-shipper.ts";

/** An environment with what the pool must know of it. */
export interface Slot {
  readonly spec: FunctionSpec;
  readonly environment: Environment;
  readonly log: LogSink;
  /** Gets every record of the invocation under way. */
  onRecord: ((text: string) => void) | undefined;
  readonly init: InitOutcome;
  /** How long the init phase took, until the first invocation has reported it. */
  initMs: number | undefined;
  /** By the cloud's clock, in milliseconds since the Unix epoch; after it no new work is taken. */
  readonly usableUntil: number;
  idleSince: number;
}

/** Makes and initialises an environment; never rejects for what the function does. */
export type SlotFactory = (spec: FunctionSpec) => Promise<Slot>;

/** The environments of all functions, warm ones kept. */
export interface Pool {
  /** A warm environment, or a new one; waits when the machine has as many as it may. */
  acquire(spec: FunctionSpec): Promise<Slot>;
  /** Gives an environment back, frozen; one that has died or is outdated goes. */
  release(slot: Slot): void;
  /** Ends the idle environments of a function; `undefined`: of all. */
  retire(functionArn: string | undefined): void;
  /** Ends the environments that were idle for `idleMs`. */
  sweep(now: number, idleMs: number): void;
  stop(): void;
  readonly size: number;
}

interface Waiter {
  readonly spec: FunctionSpec;
  readonly resolve: (slot: Promise<Slot> | Slot) => void;
}

/** Makes an empty pool of at most `limit` processes. */
export function createPool(parts: { limit: number; create: SlotFactory; now: () => number }): Pool {
  const { limit, create, now } = parts;
  const idle = new Map<string, Slot[]>();
  const all = new Set<Slot>();
  const waiters: Waiter[] = [];
  const revisions = new Map<string, string>();
  let starting = 0;
  let stopped = false;

  const drop = (slot: Slot): void => {
    slot.environment.kill();
    all.delete(slot);
  };
  const usable = (slot: Slot): boolean =>
    slot.environment.alive &&
    slot.usableUntil > now() &&
    revisions.get(keyOf(slot.spec)) === slot.spec.revision;

  const takeIdle = (spec: FunctionSpec): Slot | undefined => {
    const slots = idle.get(keyOf(spec)) ?? [];
    for (let slot = slots.pop(); slot !== undefined; slot = slots.pop()) {
      if (usable(slot)) return slot;
      drop(slot);
    }
    return undefined;
  };
  const start = async (spec: FunctionSpec): Promise<Slot> => {
    starting += 1;
    try {
      const slot = await create(spec);
      if (stopped) slot.environment.kill();
      else all.add(slot);
      return slot;
    } finally {
      starting -= 1;
    }
  };
  const begin = async (spec: FunctionSpec): Promise<Slot> => {
    try {
      return await start(spec);
    } catch (error) {
      serveNext(); // the place is free again, and nobody will give it back
      throw error;
    }
  };
  const evict = (choose: (slot: Slot) => boolean): void => {
    for (const [key, slots] of idle) {
      for (const slot of slots.filter(choose)) drop(slot);
      idle.set(
        key,
        slots.filter((slot) => all.has(slot)),
      );
    }
  };
  /** Makes room by ending the environment that has been idle longest. */
  const evictOldest = (): boolean => {
    const idleSlots = [...idle.values()].flat();
    if (idleSlots.length === 0) return false;
    const oldest = idleSlots.reduce((a, b) => (b.idleSince < a.idleSince ? b : a));
    evict((slot) => slot === oldest);
    return true;
  };
  const room = (): boolean => all.size + starting < limit || evictOldest();
  const serveNext = (): void => {
    const next = waiters[0];
    if (next === undefined) return;
    const warm = takeIdle(next.spec);
    if (warm === undefined && !room()) return;
    waiters.shift();
    next.resolve(warm ?? begin(next.spec));
  };

  return {
    acquire(spec) {
      revisions.set(keyOf(spec), spec.revision);
      const warm = takeIdle(spec);
      if (warm !== undefined) return Promise.resolve(warm);
      if (stopped) return Promise.reject(stopping());
      if (room()) return begin(spec);
      return new Promise((resolve) => {
        waiters.push({ spec, resolve });
      });
    },
    release(slot) {
      if (!all.has(slot)) return;
      if (usable(slot) && !stopped) {
        slot.idleSince = now();
        const slots = idle.get(keyOf(slot.spec)) ?? [];
        slots.push(slot);
        idle.set(keyOf(slot.spec), slots);
        if (waiters.length === 0) slot.environment.freeze();
      } else drop(slot);
      serveNext();
    },
    retire(functionArn) {
      evict(({ spec }) => functionArn === undefined || spec.arn === functionArn);
    },
    sweep(at, idleMs) {
      evict((slot) => slot.idleSince + idleMs <= at);
    },
    stop() {
      stopped = true;
      for (const slot of all) drop(slot);
      for (const { resolve } of waiters.splice(0)) resolve(Promise.reject(stopping()));
    },
    get size() {
      return all.size + starting;
    },
  };
}

/** Who waits for an environment is told, so that an asynchronous event goes on after the restart. */
function stopping(): AwsError {
  return new AwsError("ServiceException", "The local cloud is stopping", { status: 500 });
}

function keyOf({ arn, version }: FunctionSpec): string {
  return `${arn}:${version}`;
}

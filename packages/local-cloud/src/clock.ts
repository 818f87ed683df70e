/** A timer that has not fired yet. */
export interface Timer {
  /** The callback will not run any more; a second call does nothing. */
  cancel(): void;
}

/** The only source of time and timers in the cloud; milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
  /** Runs `callback` once the clock has moved on by `delayMs`. Never keeps the process alive. */
  after(delayMs: number, callback: () => void): Timer;
  /** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** A {@link Clock} that a person or a test can move forward. */
export interface AdjustableClock extends Clock {
  /** Moves time on by `ms`, firing every timer that comes due, in order of its due time. */
  advance(ms: number): Promise<void>;
}

interface Pending {
  readonly dueAt: number;
  readonly order: number;
  readonly callback: () => void;
}

const MAX_TIMEOUT_MS = 2 ** 31 - 1; // longest delay of Node's setTimeout

/** How time passes: with the machine's clock, or only when the test says so. */
export type Pace = "real" | "manual";

/** Makes a clock. At `manual` pace time stands still at `startMs` between calls of `advance`. */
export function createClock(
  options: { pace?: Pace; startMs?: number; offsetMs?: number } = {},
): AdjustableClock {
  const manual = options.pace === "manual";
  let manualNow = options.startMs ?? 0;
  let offset = options.offsetMs ?? 0;
  let order = 0;
  let wakeUp: NodeJS.Timeout | undefined;
  const pending = new Set<Pending>();

  const now = (): number => (manual ? manualNow : Date.now() + offset);

  const next = (): Pending | undefined => {
    let first: Pending | undefined;
    for (const timer of pending) {
      if (first === undefined || timer.dueAt < first.dueAt) first = timer;
      else if (timer.dueAt === first.dueAt && timer.order < first.order) first = timer;
    }
    return first;
  };

  const fireDue = (until: number): boolean => {
    const first = next();
    if (first === undefined || first.dueAt > until) return false;
    pending.delete(first);
    first.callback();
    return true;
  };

  const schedule = (): void => {
    clearTimeout(wakeUp);
    const first = next();
    if (manual || first === undefined) return;
    const delay = Math.min(Math.max(first.dueAt - now(), 0), MAX_TIMEOUT_MS);
    wakeUp = setTimeout(() => {
      while (fireDue(now()));
      schedule();
    }, delay);
    wakeUp.unref();
  };

  const after = (delayMs: number, callback: () => void): Timer => {
    order += 1;
    const timer: Pending = { dueAt: now() + Math.max(delayMs, 0), order, callback };
    pending.add(timer);
    if (next() === timer) schedule();
    return {
      cancel: () => {
        pending.delete(timer);
      },
    };
  };

  const sleep = (delayMs: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(asError(signal.reason));
        return;
      }
      const onAbort = (): void => {
        timer.cancel();
        reject(asError(signal?.reason));
      };
      const timer = after(delayMs, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });

  const advance = async (ms: number): Promise<void> => {
    const target = now() + ms;
    for (let first = next(); first !== undefined && first.dueAt <= target; first = next()) {
      if (manual) manualNow = Math.max(manualNow, first.dueAt);
      else offset += Math.max(first.dueAt - now(), 0);
      fireDue(now());
      await settle();
    }
    if (manual) manualNow = Math.max(manualNow, target); // another advance may have gone further
    else offset += Math.max(target - now(), 0);
    schedule();
    await settle();
  };

  return { now, after, sleep, advance };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("aborted", { cause: reason });
}

/** Lets what a fired timer started get as far as its next wait. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

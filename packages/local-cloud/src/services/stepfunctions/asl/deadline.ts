import type { Clock } from "../../../clock.ts";
import { Aborted } from "./errors.ts";

interface Bounds {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch; without it the work may take for ever. */
  readonly dueAtMs: number | undefined;
}

/** What lost the race must not become an unhandled rejection. */
function ignoreRejection(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}

/**
 * Runs `work` until it is done, due or aborted; its signal aborts in every case but the first.
 *
 * @throws {Aborted} `signal` aborted first.
 */
export async function beforeDeadline<T>(
  { clock, signal, dueAtMs }: Bounds,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly value: T } | "due"> {
  if (signal.aborted) throw new Aborted();
  const inner = new AbortController();
  const stop = (): void => inner.abort(new Aborted());
  signal.addEventListener("abort", stop, { once: true });
  const aborted = new Promise<never>((_, reject) => {
    inner.signal.addEventListener("abort", () => reject(new Aborted()), { once: true });
  });
  const running = work(inner.signal).then((value) => ({ value }));
  const contenders: Promise<{ readonly value: T } | "due">[] = [running, aborted];
  if (dueAtMs !== undefined) {
    const delayMs = Math.max(0, dueAtMs - clock.now());
    contenders.push(clock.sleep(delayMs, inner.signal).then(() => "due" as const));
  }
  contenders.forEach(ignoreRejection);
  try {
    return await Promise.race(contenders);
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

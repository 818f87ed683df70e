import type { Query } from "../domain/query.ts";
import type { Limiter } from "./ports.ts";

/** Time, for who waits for moments of it. */
export interface Timing {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/*
 * A search that is sent late comes close to the next one's. The rate that the limiter hands out is lower than the
 * quota by so much that 15 ms do no harm; a moment that is missed by more is given up, and another one taken.
 */
const MAX_LATE_MS = 15;
const AHEAD_MS = 250; // of moments in one reservation

/** Lets searches go at the moments that the limiter gives, some of which it has reserved before they are needed. */
export class Pacer {
  readonly #limiter: Limiter;
  readonly #operation: Query["kind"];
  readonly #timing: Timing;
  #block = { nextMs: 0, everyMs: 1000, left: 0 };
  #coming: Promise<{ startMs: number; everyMs: number; count: number }> | undefined;
  #size = 4; // of the first reservation, which tells how far apart moments are

  constructor(limiter: Limiter, operation: Query["kind"], timing: Timing) {
    this.#limiter = limiter;
    this.#operation = operation;
    this.#timing = timing;
  }

  /**
   * Waits for the next moment.
   *
   * @param wanted How many more searches there are, this one among them: nothing is reserved beyond them.
   */
  async next(wanted: number): Promise<void> {
    for (;;) {
      if (this.#block.left === 0) await this.#open(wanted);
      const atMs = this.#block.nextMs;
      this.#block.nextMs += this.#block.everyMs;
      this.#block.left -= 1;
      this.#reserveMore(wanted);
      const waitMs = atMs - this.#timing.now();
      if (waitMs > 0) await this.#timing.sleep(waitMs);
      if (this.#timing.now() - atMs <= MAX_LATE_MS) return;
    }
  }

  async #open(wanted: number): Promise<void> {
    this.#coming ??= this.#reserve(wanted);
    const { startMs, everyMs, count } = await this.#coming;
    this.#coming = undefined;
    this.#block = { nextMs: startMs, everyMs, left: count };
    this.#size = Math.max(1, Math.round(AHEAD_MS / everyMs));
  }

  /** Asks for the block behind this one while this one lasts. */
  #reserveMore(wanted: number): void {
    const missing = wanted - 1 - this.#block.left;
    if (this.#coming !== undefined || missing <= 0) return;
    this.#coming = this.#reserve(missing);
    this.#coming.catch(() => undefined); // thrown to whoever needs the block
  }

  async #reserve(wanted: number): Promise<{ startMs: number; everyMs: number; count: number }> {
    const count = Math.max(1, Math.min(this.#size, wanted));
    return { ...(await this.#limiter.reserve(this.#operation, count)), count };
  }
}

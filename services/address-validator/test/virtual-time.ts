import type { Timing } from "../src/app/pacer.ts";

/** Time that passes when nobody has anything left to do in it. */
export class VirtualTime implements Timing {
  #nowMs = Date.UTC(2026, 0, 15, 12);
  #sleepers: { atMs: number; wake: () => void }[] = [];

  readonly now = (): number => this.#nowMs;

  readonly sleep = (milliseconds: number): Promise<void> => {
    const atMs = this.#nowMs + Math.max(0, milliseconds);
    return new Promise((wake) => this.#sleepers.push({ atMs, wake }));
  };

  /** A clock that is ahead of this one, or behind it. */
  skewed(milliseconds: number): Timing {
    return { now: () => this.#nowMs + milliseconds, sleep: this.sleep };
  }

  /** Lets time pass until `work` is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    const state = { isOver: false };
    const over = work.finally(() => {
      state.isOver = true;
    });
    over.catch(() => undefined);
    for (;;) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
      if (state.isOver) return over;
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers.shift();
      if (next === undefined) throw new Error("everybody waits for something that never comes");
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
    }
  }
}

/**
 * Some of what goes by, evenly: all of it while it is at most `limit`, then every second, every fourth and so on, from
 * the first. The same things in the same order always leave the same sample.
 */
export class EvenSample<T> {
  readonly #limit: number;
  #kept: T[] = [];
  #every = 1;
  #total = 0;

  /** @param limit Even. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** `make` is called for what is kept only. */
  offer(make: () => T): void {
    if (this.#total % this.#every === 0) {
      if (this.#kept.length === this.#limit) {
        this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
        this.#every *= 2;
      }
      this.#kept.push(make());
    }
    this.#total += 1;
  }

  /** Those kept: the first of each `every` that went by. */
  get kept(): readonly T[] {
    return this.#kept;
  }

  get every(): number {
    return this.#every;
  }

  get total(): number {
    return this.#total;
  }
}

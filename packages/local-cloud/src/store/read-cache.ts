const MAX_ENTRIES = 500; // the few records that every call asks for, not all there are

/**
 * Remembers what was last read or written, so that records which every call asks for cost no query.
 * Only for what this process alone writes; the store empties it when it rolls a transaction back.
 */
export class ReadCache<T> {
  readonly #entries = new Map<string, T>();

  /** What is remembered, or else what `read` finds. */
  get(key: string, read: (key: string) => T | undefined): T | undefined {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const found = read(key);
    if (found !== undefined) this.set(key, found);
    return found;
  }

  set(key: string, value: T): void {
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.clear();
    this.#entries.set(key, value);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}

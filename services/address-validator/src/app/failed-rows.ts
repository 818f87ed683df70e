import { TEXT_TOO_LONG } from "../domain/row-index.ts";

/** Counts the rows of shards that failed, while rows go by. */
export class FailedRows {
  readonly #shardSize: number;
  readonly #rows: Map<number, number>;

  constructor(failedShards: ReadonlySet<number>, shardSize: number) {
    this.#shardSize = shardSize;
    this.#rows = new Map([...failedShards].sort((a, b) => a - b).map((shard) => [shard, 0]));
  }

  /** Passes on what the index says of a row. */
  note(query: number): number {
    if (this.#rows.size === 0 || query >= TEXT_TOO_LONG) return query;
    const shard = Math.floor(query / this.#shardSize);
    const rows = this.#rows.get(shard);
    if (rows !== undefined) this.#rows.set(shard, rows + 1);
    return query;
  }

  list(): readonly { readonly shard: number; readonly rows: number }[] {
    return [...this.#rows].map(([shard, rows]) => ({ shard, rows }));
  }
}

import type { Lines } from "../domain/assemble.ts";
import type { Job, Plan } from "../domain/job.ts";
import { failedLine } from "../domain/result-lines.ts";
import type { Spool, Work } from "./ports.ts";

const AT_ONCE = 4; // shards on their way; some 60 KB each
const BLOCK_BYTES = 256 * 1024;
const MAX_CACHED = 4096; // lines that more than one row has
const LF = 0x0a;

/**
 * What was found for each query, on disk: eight bytes of memory for each. Rows mostly ask for queries in their order,
 * so these are read in blocks; those that come again are read one by one, and some of them are kept.
 */
export class SpooledLines implements Lines {
  readonly #spool: Spool;
  /** Where each line begins, and where the last one ends. */
  readonly #starts: Float64Array;
  #count = 0;
  #sizeBytes = 0;
  #block: { readonly startByte: number; readonly bytes: Buffer } = {
    startByte: 0,
    bytes: Buffer.alloc(0),
  };
  #next = 0;
  readonly #cached = new Map<number, Buffer>();

  private constructor(spool: Spool, queries: number) {
    this.#spool = spool;
    this.#starts = new Float64Array(queries + 1);
  }

  /** @throws {Error} A shard that is done has not a line for each of its queries. */
  static async load(
    { work, spool }: { readonly work: Pick<Work, "results">; readonly spool: Spool },
    { name, run, failedShards }: Job,
    plan: Plan,
  ): Promise<SpooledLines> {
    const lines = new SpooledLines(spool, plan.queries);
    for (let first = 0; first < plan.shards; first += AT_ONCE) {
      const length = Math.min(AT_ONCE, plan.shards - first);
      const shards = Array.from({ length }, (_, offset) => first + offset);
      const loaded = await Promise.all(
        shards.map(async (shard) =>
          failedShards.has(shard) ? failedShard(shard, plan) : work.results({ name, run, shard }),
        ),
      );
      for (const [at, bytes] of loaded.entries()) lines.#append(bytes, first + at, plan);
    }
    return lines;
  }

  #append(bytes: Uint8Array, shard: number, plan: Plan): void {
    const wanted = sizeOf(shard, plan);
    const before = this.#count;
    let at = -1;
    for (;;) {
      const from = at + 1;
      at = bytes.indexOf(LF, from);
      if (at === -1) break;
      this.#starts[this.#count] = this.#sizeBytes + from;
      this.#count += 1;
    }
    if (this.#count - before !== wanted) {
      throw new Error(`shard ${shard} has ${this.#count - before} results, not ${wanted}`);
    }
    this.#spool.append(bytes);
    this.#sizeBytes += bytes.length;
    this.#starts[this.#count] = this.#sizeBytes;
  }

  line(query: number): Buffer {
    const start = this.#starts[query] ?? 0;
    const length = (this.#starts[query + 1] ?? 0) - start - 1; // without the line end
    if (query >= this.#next) {
      this.#next = query + 1;
      return this.#inBlock(start, length);
    }
    const cached = this.#cached.get(query);
    if (cached !== undefined) return cached;
    const bytes = this.#spool.read(start, length);
    if (this.#cached.size >= MAX_CACHED) this.#cached.clear();
    this.#cached.set(query, bytes);
    return bytes;
  }

  #inBlock(start: number, length: number): Buffer {
    const isIn = start + length <= this.#block.startByte + this.#block.bytes.length;
    if (!isIn) {
      const bytes = this.#spool.read(start, Math.max(length, BLOCK_BYTES));
      this.#block = { startByte: start, bytes };
    }
    const from = start - this.#block.startByte;
    return this.#block.bytes.subarray(from, from + length);
  }
}

function sizeOf(shard: number, { queries, shardSize }: Plan): number {
  return Math.min(shardSize, queries - shard * shardSize);
}

function failedShard(shard: number, plan: Plan): Buffer {
  const line = failedLine(plan.mode, `ShardFailed-${shard}`);
  return Buffer.from(line.repeat(sizeOf(shard, plan)));
}

import { InvalidError } from "@blueprints/lambda-kit/errors";
import { cellText, isFormulaCell } from "../domain/csv-cells.ts";
import { csvRecords, type RecordBatch } from "../domain/csv-records.ts";
import { estimateOf, type Tariff } from "../domain/estimate.ts";
import { layoutOf, type Layout } from "../domain/header.ts";
import type { Plan } from "../domain/job.ts";
import { BLANK_LINE, RowIndexWriter } from "../domain/row-index.ts";
import { QuerySet } from "../domain/query-set.ts";
import { queryOf } from "../domain/row-query.ts";
import type { Query } from "../domain/query.ts";

/** What is done with the shards of a file while it is being read. */
export interface ShardSink {
  put(shard: number, queries: readonly Query[]): Promise<void>;
}

/** How a file is taken apart. */
export interface ScatterSettings extends Tariff {
  readonly maxRows: number;
  /** Different queries in a shard. */
  readonly shardSize: number;
}

/** A file that was taken apart. */
export interface Scattered {
  readonly plan: Plan;
  /** Which query each row has. */
  readonly rows: Uint8Array;
}

const SHARDS_AT_ONCE = 8;

/**
 * Reads a file once: finds what to look up in each row, and hands over each different query once, in shards. Memory
 * is bounded: about 24 bytes for a row, 60 for a query, and a few shards on their way.
 *
 * @throws {InvalidError} What {@link csvRecords} and {@link layoutOf} refuse; `EmptyFile`, `TooManyRows`,
 * `TooManyCells`.
 */
export async function scatterFile(
  chunks: AsyncIterable<Uint8Array>,
  settings: ScatterSettings,
  sink: ShardSink,
): Promise<Scattered> {
  const file = new FileReader(settings, sink);
  for await (const batch of csvRecords(chunks)) await file.take(batch);
  return file.finish();
}

class FileReader {
  readonly #settings: ScatterSettings;
  readonly #sink: ShardSink;
  readonly #queries = new QuerySet();
  readonly #index = new RowIndexWriter();
  readonly #onTheirWay = new Set<Promise<void>>();
  #layout: Layout | undefined;
  #shard: Query[] = [];
  #shards = 0;
  #blankRows = 0;
  #formulaCells = 0;

  constructor(settings: ScatterSettings, sink: ShardSink) {
    this.#settings = settings;
    this.#sink = sink;
  }

  async take(batch: RecordBatch): Promise<void> {
    let record = 0;
    if (this.#layout === undefined) {
      this.#layout = readHeader(batch);
      this.#countFormulas(batch, 0);
      record = 1;
    }
    for (; record < batch.count; record += 1) {
      this.#takeRow(batch, record, this.#layout);
      if (this.#shard.length === this.#settings.shardSize) await this.#putShard();
    }
  }

  async finish(): Promise<Scattered> {
    if (this.#layout === undefined) {
      throw new InvalidError("EmptyFile", "the file is empty; it must have a header");
    }
    if (this.#shard.length > 0) await this.#putShard();
    await Promise.all(this.#onTheirWay);
    const { shardSize } = this.#settings;
    const queries = this.#queries.count;
    const plan: Plan = {
      mode: this.#layout.mode,
      columns: this.#layout.names.length,
      rows: this.#index.count,
      blankRows: this.#blankRows,
      formulaCells: this.#formulaCells,
      queries,
      shards: this.#shards,
      shardSize,
      estimate: estimateOf(queries, this.#settings),
    };
    return { plan, rows: this.#index.bytes() };
  }

  #takeRow(batch: RecordBatch, record: number, layout: Layout): void {
    const { maxRows } = this.#settings;
    if (this.#index.count === maxRows) {
      throw new InvalidError("TooManyRows", `the file has more than ${maxRows} rows`);
    }
    if (batch.starts[record] === batch.ends[record]) {
      this.#blankRows += 1;
      this.#index.push(BLANK_LINE);
      return;
    }
    const first = batch.firstCells[record] ?? 0;
    const cells = (batch.firstCells[record + 1] ?? 0) - first;
    if (cells > layout.names.length) throw tooManyCells(batch, record, layout);
    this.#countFormulas(batch, record);
    const found = queryOf(batch, record, layout);
    if (typeof found === "number") {
      this.#index.push(found);
      return;
    }
    const before = this.#queries.count;
    const number = this.#queries.add(found.identity);
    if (number === before) this.#shard.push(found.query);
    this.#index.push(number);
  }

  #countFormulas(batch: RecordBatch, record: number): void {
    const end = batch.firstCells[record + 1] ?? 0;
    for (let cell = batch.firstCells[record] ?? 0; cell < end; cell += 1) {
      if (isFormulaCell(batch, cell)) this.#formulaCells += 1;
    }
  }

  async #putShard(): Promise<void> {
    if (this.#onTheirWay.size >= SHARDS_AT_ONCE) await Promise.race(this.#onTheirWay);
    const put = this.#sink.put(this.#shards, this.#shard);
    this.#shards += 1;
    this.#shard = [];
    this.#onTheirWay.add(put);
    // What went wrong is thrown where it is waited for; here it must only not be an unhandled rejection.
    put.then(
      () => this.#onTheirWay.delete(put),
      () => undefined,
    );
  }
}

function readHeader(batch: RecordBatch): Layout {
  const end = batch.firstCells[1] ?? 0;
  return layoutOf(Array.from({ length: end }, (_, cell) => cellText(batch, cell)));
}

function tooManyCells(batch: RecordBatch, record: number, { names }: Layout): InvalidError {
  const row = batch.firstRow + record;
  const what = `row ${row} has more cells than the header's ${names.length}`;
  return new InvalidError("TooManyCells", `${what}; is a comma or a quote not quoted?`);
}

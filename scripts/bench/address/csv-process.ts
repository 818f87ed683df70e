import * as z from "zod";
import { fileSpools } from "../../../services/address-validator/src/adapters/spool-file.ts";
import { scatterFile } from "../../../services/address-validator/src/app/scatter.ts";
import { SpooledLines } from "../../../services/address-validator/src/app/spooled-lines.ts";
import { Assembler } from "../../../services/address-validator/src/domain/assemble.ts";
import { csvRecords } from "../../../services/address-validator/src/domain/csv-records.ts";
import type { Job, Plan } from "../../../services/address-validator/src/domain/job.ts";
import { PreviewMaker } from "../../../services/address-validator/src/domain/preview.ts";
import { resultLine } from "../../../services/address-validator/src/domain/result-lines.ts";
import { readRowIndex } from "../../../services/address-validator/src/domain/row-index.ts";
import { writeShard } from "../../../services/address-validator/src/schemas/shard.ts";
import { addressChunks } from "./address-rows.ts";

/*
 * A process that takes a file of so many rows apart and puts it together again, all but the stores: what is read is
 * made up on the way, what is written is counted.
 */
const Command = z.object({ rows: z.int() });

const SETTINGS = {
  maxRows: 10_000_000,
  shardSize: 500,
  pricePerThousandDollars: 4,
  requestsPerSecond: 50,
};

const LINE = resultLine("address", {
  kind: "found",
  place: {
    longitude: -72.67357142857144,
    latitude: 41.76307142857143,
    label: "550 Main Street, Hartford, CT, 06103, USA",
    addressNumber: "550",
    street: "Main Street",
    municipality: "Hartford",
    region: "Connecticut",
    countryCode: "USA",
    relevance: 1,
  },
});

function doneJob(): Job {
  return {
    name: "bench",
    run: "bench",
    source: { bucket: "bench", key: "bench.csv", sequencer: "1" },
    status: "RUNNING",
    createdAt: "2026-01-15T12:00:00.000Z",
    isSent: true,
    doneShards: new Set(),
    failedShards: new Set(),
    searchesSent: 0,
    remembered: 0,
  };
}

async function gatherRows(rows: number, plan: Plan, index: Uint8Array): Promise<number> {
  const spool = await fileSpools.open();
  try {
    const full = Buffer.from(LINE.repeat(SETTINGS.shardSize));
    const last = plan.queries - (plan.shards - 1) * SETTINGS.shardSize;
    const results = async ({ shard }: { shard: number }): Promise<Buffer> =>
      shard === plan.shards - 1 ? Buffer.from(LINE.repeat(last)) : full;
    const lines = await SpooledLines.load({ work: { results }, spool }, doneJob(), plan);
    const assembler = new Assembler(plan, lines, new PreviewMaker());
    const queries = readRowIndex(index);
    let bytes = 0;
    for await (const batch of csvRecords(addressChunks(rows))) {
      bytes += assembler.assemble(batch, (row) => queries.at(row)).result.length;
    }
    if (assembler.counts.ok !== rows) throw new Error(`only ${assembler.counts.ok} rows came out`);
    return bytes;
  } finally {
    await spool.close();
  }
}

async function run(rows: number) {
  const startMs = performance.now();
  let shardBytes = 0;
  const { plan, rows: index } = await scatterFile(addressChunks(rows), SETTINGS, {
    put: async (_shard, queries) => {
      shardBytes += writeShard(queries).length;
    },
  });
  const scatteredMs = performance.now();
  const resultBytes = await gatherRows(rows, plan, index);
  return {
    scatterMs: scatteredMs - startMs,
    gatherMs: performance.now() - scatteredMs,
    shardBytes,
    resultBytes,
    maxRssBytes: process.resourceUsage().maxRSS * 1024,
  };
}

async function answer(rows: number): Promise<void> {
  process.send?.(await run(rows));
}

process.on("message", (raw) => {
  void answer(Command.parse(raw).rows);
});
process.on("disconnect", () => process.exit());

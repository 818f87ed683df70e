import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Bench, BenchOptions } from "../bench.ts";
import { startServer, startWorker, type Worker } from "../http/worker.ts";
import type { Report } from "../report.ts";
import { ADDRESS_HEADER, addressRow } from "./address-rows.ts";
import { deployValidator } from "./deployed-validator.ts";
import { referenceWay } from "./reference-way.ts";

const ROWS_PER_COUNT = 100;
const QUICK_ROWS = 1000;
const QUOTA_PER_SECOND = 50; // the local cloud's, and an account's
const SMALL_FILE_ROWS = 100_000;
const LARGE_FILE_ROWS = 1_000_000;
const MAX_PEAK_MIB = 400; // a process that does nothing has 60
const BYTES_PER_MIB = 2 ** 20;

const CsvDone = z.object({
  scatterMs: z.number(),
  gatherMs: z.number(),
  shardBytes: z.number(),
  resultBytes: z.number(),
  maxRssBytes: z.number(),
});

async function csvOf(rows: number): Promise<z.infer<typeof CsvDone>> {
  const worker = startWorker(new URL("csv-process.ts", import.meta.url));
  try {
    return CsvDone.parse(await worker.ask({ rows }));
  } finally {
    await worker.stop();
  }
}

function textOf(row: number): string {
  const [, , , address, city, state, zip] = addressRow(row).trim().split(",");
  return [address, city, state, zip].join(", ");
}

/** One file through the deployed service, and its rows through the same provider as the reference does it. */
async function timeSearches(cloud: Worker, { quick, count, progress }: BenchOptions) {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-address-"));
  try {
    const port = z.int().parse(await cloud.ask({ type: "cloud", dataDir }));
    progress("deploying address-validator");
    const validator = await deployValidator(`http://127.0.0.1:${port}`);
    await validator.validate(
      "warm-up",
      `${ADDRESS_HEADER}1,x,1 Pratt Street,Hartford,CT,06103\r\n`,
    );
    const rows = quick ? QUICK_ROWS : count * ROWS_PER_COUNT;
    const all = Array.from({ length: rows }, (_, row) => row);
    progress(`${rows} different addresses at ${QUOTA_PER_SECOND} a second`);
    const text = `${ADDRESS_HEADER}${all.map(addressRow).join("")}`;
    const through = await validator.validate("bench", text);
    const { job } = through;
    if (job.counts?.ok !== rows) throw new Error(`rows are lost: ${JSON.stringify(job.counts)}`);
    progress("the same as the reference does it");
    const { location, placeIndex } = validator;
    const reference = await referenceWay(location, placeIndex, all.map(textOf));
    return { rows, through, job, reference };
  } finally {
    await cloud.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runAddress(options: BenchOptions): Promise<Report> {
  options.progress(`${SMALL_FILE_ROWS} and ${LARGE_FILE_ROWS} rows of CSV without searches`);
  const small = await csvOf(SMALL_FILE_ROWS);
  const large = await csvOf(LARGE_FILE_ROWS);
  const { rows, through, job, reference } = await timeSearches(startServer(), options);
  const idealMs = (rows * 1000) / QUOTA_PER_SECOND;
  const csvMs = large.scatterMs + large.gatherMs;
  return {
    bench: "address",
    comparisons: [
      {
        title: `${rows} different addresses at ${QUOTA_PER_SECOND} searches a second, not scaled`,
        unit: "s",
        baseline: "the quota",
        ways: [
          { name: "the quota", does: "rows ÷ quota: the floor", samples: [idealMs / 1000] },
          {
            name: "address-validator",
            does: "upload to result: no row lost",
            samples: [through.milliseconds / 1000],
          },
          {
            name: "as the reference",
            does: `4 workers, 12 a second each, searches alone: ${reference.lostRows} rows lost`,
            samples: [reference.milliseconds / 1000],
          },
        ],
      },
    ],
    figures: [
      {
        name: "searches sent above one for each address",
        value: job.searchesSent - rows,
        unit: "",
      },
      {
        name: `rows a second, scatter, ${LARGE_FILE_ROWS} rows`,
        value: perSecond(large.scatterMs),
        unit: "1/s",
      },
      {
        name: `rows a second, gather, ${LARGE_FILE_ROWS} rows`,
        value: perSecond(large.gatherMs),
        unit: "1/s",
      },
      {
        name: `peak memory, ${SMALL_FILE_ROWS} rows`,
        value: small.maxRssBytes / BYTES_PER_MIB,
        unit: "MiB",
      },
      {
        name: `peak memory, ${LARGE_FILE_ROWS} rows`,
        value: large.maxRssBytes / BYTES_PER_MIB,
        unit: "MiB",
      },
      { name: "the result's size", value: large.resultBytes / BYTES_PER_MIB, unit: "MiB" },
    ],
    targets: [
      { name: "time, of the quota's", limit: 1.1, value: through.milliseconds / idealMs, unit: "" },
      {
        name: "a row of CSV, taken apart and put together",
        limit: 10,
        value: (csvMs * 1000) / LARGE_FILE_ROWS,
        unit: "µs",
      },
      {
        name: "peak memory, 1,000,000 rows",
        limit: MAX_PEAK_MIB,
        value: large.maxRssBytes / BYTES_PER_MIB,
        unit: "MiB",
      },
    ],
    checked:
      "every row of the result has the status OK; the result of the large file has every row, too",
  };
}

function perSecond(milliseconds: number): number {
  return (LARGE_FILE_ROWS * 1000) / milliseconds;
}

export const address: Bench = {
  about: "a file of addresses against the provider's quota, and against the reference's way",
  run: runAddress,
};

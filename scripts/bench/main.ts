import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { address } from "./address/address.ts";
import type { Bench } from "./bench.ts";
import { clientEvents } from "./client-events/client-events.ts";
import { gateway } from "./gateway/gateway.ts";
import { gif } from "./gif/gif.ts";
import { images } from "./images/images.ts";
import { invoke } from "./invoke/invoke.ts";
import { kit } from "./kit/kit.ts";
import { protobufDecoding } from "./protobuf/protobuf.ts";
import { reportText } from "./report-text.ts";
import { start } from "./start/start.ts";
import { rowsOf, type Report } from "./report.ts";

const REPORTS = join(import.meta.dirname, "../../.local/reports");
const BENCHES: Readonly<Record<string, Bench>> = {
  kit,
  start,
  gateway,
  invoke,
  images,
  gif,
  protobuf: protobufDecoding,
  address,
  "client-events": clientEvents,
};
const DEFAULT_COUNT = 40;

const USAGE = `Usage: pnpm bench [name ...] [--quick] [--count ${DEFAULT_COUNT}]

Measures ratios against a baseline in the same run; times alone say little on another machine.
${Object.entries(BENCHES)
  .map(([name, { about }]) => `  ${name.padEnd(9)} ${about}`)
  .join("\n")}
  --quick   few rounds, for a first look
  --count   pictures that the bench "images" pushes through; of "address", hundreds of rows
`;

const { names, quick, count } = readOptions();
await mkdir(REPORTS, { recursive: true });
for (const name of names) {
  const report = await BENCHES[name]?.run({
    quick,
    count,
    progress: (text) => process.stderr.write(`${name}: ${text} …\n`),
  });
  if (report === undefined) continue;
  console.log(`\n${reportText(report)}`);
  await writeFile(join(REPORTS, `bench-${name}.json`), stored(report));
}

function stored(report: Report): string {
  const { comparisons, ...rest } = report;
  const machine = { node: process.version, cores: availableParallelism(), quick };
  const rows = comparisons.map((comparison) => ({ ...comparison, rows: rowsOf(comparison) }));
  return `${JSON.stringify({ ...rest, machine, comparisons: rows }, null, 2)}\n`;
}

function readOptions(): { names: readonly string[]; quick: boolean; count: number } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: "boolean", default: false },
        count: { type: "string", default: String(DEFAULT_COUNT) },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const unknown = positionals.filter((name) => !Object.hasOwn(BENCHES, name));
    if (unknown.length > 0) throw new Error(`no bench ${unknown.join(", ")}`);
    const wanted = Number(values.count);
    if (!Number.isInteger(wanted) || wanted < 1) throw new Error(`not a count: ${values.count}`);
    const chosen = positionals.length > 0 ? positionals : Object.keys(BENCHES);
    return { names: chosen, quick: values.quick, count: wanted };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

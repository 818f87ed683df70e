import { globSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { zipSync } from "fflate";
import type { Bench, BenchOptions } from "../bench.ts";
import { bundle } from "../bundle.ts";
import { checkEqualOutputs } from "../equal-outputs.ts";
import { startHandler, type HandlerOptions } from "../handler-process.ts";
import type { Comparison, Figure, Report, Target } from "../report.ts";
import { interleave } from "../rounds.ts";
import { pairedDifference } from "../statistics.ts";
import { packageService, type PackagedFunction } from "./packaged-functions.ts";
import { plainHandler, sdkPartsOf } from "./sdk-parts.ts";

const ROOT = join(import.meta.dirname, "../../..");
const NOTHING = join(import.meta.dirname, "../kit/handlers/nothing.ts");
const BYTES_PER_KB = 1000;

interface Found {
  readonly comparison: Comparison;
  readonly figures: readonly Figure[];
  readonly targets: readonly Target[];
}

async function startOnce(options: HandlerOptions): Promise<number> {
  const started = await startHandler(options);
  await started.stop();
  return started.startMs;
}

/** The least handler with the same SDK clients and commands, bundled with the same settings. */
async function buildPlain(one: PackagedFunction, folder: string) {
  await mkdir(folder, { recursive: true });
  const own = await bundle(one.entry, join(folder, `${one.name}.own.mjs`));
  const parts = sdkPartsOf(own);
  const source = join(folder, `${one.name}.plain.ts`);
  await writeFile(source, plainHandler(parts));
  const plain = await bundle(source, join(folder, `${one.name}.plain.mjs`));
  checkEqualOutputs([
    { name: `${one.name}: clients and commands`, output: parts },
    { name: "by hand: clients and commands", output: sdkPartsOf(plain) },
  ]);
  const nothing = await bundle(NOTHING, join(folder, "nothing.mjs"));
  return { plain, nothing };
}

async function measure(
  one: PackagedFunction,
  { title, folder, rounds }: { title: string; folder: string; rounds: number },
): Promise<Found> {
  const { plain, nothing } = await buildPlain(one, folder);
  const { environment, exportName } = one;
  const ways = [
    {
      name: "by hand",
      does: "the same SDK clients and commands, nothing else",
      bundle: plain.path,
    },
    { name: "packaged", does: "as unpacked from the zip of sls package", bundle: one.bundle },
    { name: "bare Node", does: "an empty handler", bundle: nothing.path },
  ];
  const samples = await interleave(
    ways.map((way) => ({
      name: way.name,
      measure: () =>
        startOnce(
          way.name === "packaged"
            ? { bundle: way.bundle, environment, exportName }
            : { bundle: way.bundle },
        ),
    })),
    { rounds, warmUp: 1 },
  );
  const [byHand = [], packaged = []] = samples;
  const ownBytes = (await stat(one.bundle)).size;
  const plainZip = zipSync({ "index.mjs": await readFile(plain.path) }).length;
  return {
    comparison: {
      title: `${title}: start of a fresh process, to the end of the import`,
      unit: "ms",
      baseline: "by hand",
      ways: ways.map(({ name, does }, at) => ({ name, does, samples: samples[at] ?? [] })),
    },
    figures: [
      { name: `${title}: zip`, value: one.zipBytes / BYTES_PER_KB, unit: "KB" },
      { name: "  by hand, zipped", value: plainZip / BYTES_PER_KB, unit: "KB" },
      { name: "  bundle", value: ownBytes / BYTES_PER_KB, unit: "KB" },
      { name: "  by hand, bundle", value: plain.sizeBytes / BYTES_PER_KB, unit: "KB" },
    ],
    targets: [
      {
        name: `${title}: start over the one by hand`,
        limit: 20,
        value: pairedDifference(packaged, byHand).median,
        unit: "ms",
      },
      {
        name: `${title}: bundle over the one by hand`,
        limit: 40,
        value: (ownBytes - plain.sizeBytes) / BYTES_PER_KB,
        unit: "KB",
      },
    ],
  };
}

async function measureService(service: string, options: BenchOptions): Promise<Found[]> {
  options.progress(`packaging ${service}`);
  const { folder, functions, remove } = await packageService(service);
  try {
    const found: Found[] = [];
    for (const one of functions) {
      const title = `${service} ${one.name}`;
      options.progress(title);
      const rounds = options.quick ? 3 : 15;
      found.push(await measure(one, { title, folder: join(folder, ".bench"), rounds }));
    }
    return found;
  } finally {
    await remove();
  }
}

async function runStart(options: BenchOptions): Promise<Report> {
  const found: Found[] = [];
  for (const path of globSync("services/*/serverless.yml", { cwd: ROOT }).sort()) {
    found.push(...(await measureService(basename(dirname(path)), options)));
  }
  if (found.length === 0) throw new Error("there is no function to start");
  return {
    bench: "start",
    comparisons: found.map(({ comparison }) => comparison),
    figures: found.flatMap(({ figures }) => figures),
    targets: found.flatMap(({ targets }) => targets),
    checked:
      "each function and its hand-written counterpart have the same SDK clients and commands in their bundles, and export a handler",
  };
}

export const start: Bench = {
  about: "start time and size of each packaged function against the same SDK clients by hand",
  run: runStart,
};

import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, BenchOptions } from "../bench.ts";
import { bundle, bytesByPackage } from "../bundle.ts";
import { buildFolder } from "../build-folder.ts";
import type { Comparison, Figure, Report } from "../report.ts";
import { pairedDifference, pairedRatio } from "../statistics.ts";
import { checkVariants } from "./check-variants.ts";
import { orderEvent } from "./http-event.ts";
import { measureStarts } from "./measure-starts.ts";
import { measureWarm } from "./measure-warm.ts";
import { samplesOf, type BuiltVariant, type Variant } from "./variant.ts";

const HANDLERS = join(import.meta.dirname, "handlers");
const SMALL_LINES = 3;
const LARGE_LINES = 500;
const BYTES_PER_KB = 1000;

/** The handlers of the bench; all but the first answer the same. */
export const VARIANTS: readonly Variant[] = [
  { name: "nothing", does: "an empty handler", entry: join(HANDLERS, "nothing.ts"), idle: true },
  { name: "bare", does: "JSON.parse, add up, JSON.stringify", entry: join(HANDLERS, "bare.ts") },
  {
    name: "by hand",
    does: "middy, Powertools logger and zod/mini put together in the handler's file",
    entry: join(HANDLERS, "by-hand.ts"),
    logs: true,
  },
  {
    name: "lambda-kit",
    does: "invocationLog, httpErrors, httpOutput, httpInput",
    entry: join(HANDLERS, "with-kit.ts"),
    logs: true,
  },
];

async function buildAll(variants: readonly Variant[], folder: string): Promise<BuiltVariant[]> {
  return Promise.all(
    variants.map(async (variant, at) => {
      const built = await bundle(variant.entry, join(folder, `${at}.mjs`));
      return {
        ...variant,
        path: built.path,
        sizeKb: built.sizeBytes / BYTES_PER_KB,
        bytesByPackage: bytesByPackage(built),
      };
    }),
  );
}

/**
 * Measures handlers that answer the same event.
 *
 * @throws {OutputsDiffer} They do not answer, or log, the same.
 */
export async function measureKit(
  variants: readonly Variant[],
  { quick, progress }: Omit<BenchOptions, "count">,
): Promise<Report> {
  const folder = await buildFolder("bench-kit");
  try {
    const built = await buildAll(variants, folder);
    const working = built.filter(({ idle }) => idle !== true);
    progress("comparing answers and log lines");
    await checkVariants(working, [orderEvent(SMALL_LINES), orderEvent(LARGE_LINES)]);
    progress("invoking");
    const warm = await measureWarm(working, {
      title: `warm invocation, body of ${SMALL_LINES} lines`,
      event: orderEvent(SMALL_LINES),
      rounds: quick ? 5 : 25,
      invocations: quick ? 500 : 2000,
    });
    const large = await measureWarm(working, {
      title: `warm invocation, body of ${LARGE_LINES} lines (30 KB)`,
      event: orderEvent(LARGE_LINES),
      rounds: quick ? 3 : 15,
      invocations: quick ? 20 : 200,
    });
    progress("starting");
    const start = await measureStarts(built, quick ? 3 : 15);
    return {
      bench: "kit",
      comparisons: [warm, large, start],
      figures: built.flatMap(sizes),
      targets: targets(warm, start, built),
      checked: `${working.length} handlers gave deeply equal answers to both events; those that log wrote equal lines, times aside`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The size of a bundle, and that of its larger parts. */
function sizes({ name, sizeKb, bytesByPackage: parts }: BuiltVariant): Figure[] {
  const large = [...parts].filter(([, bytes]) => bytes > BYTES_PER_KB);
  return [
    { name: `${name}: bundle`, value: sizeKb, unit: "KB" },
    ...large.map(([part, bytes]) => ({
      name: `  of it ${part}`,
      value: bytes / BYTES_PER_KB,
      unit: "KB",
    })),
  ];
}

function targets(warm: Comparison, start: Comparison, built: readonly BuiltVariant[]) {
  const size = (name: string): number => built.find((one) => one.name === name)?.sizeKb ?? 0;
  const kit = "lambda-kit";
  return [
    {
      name: "warm time over the same by hand",
      limit: 1.3,
      value: pairedRatio(samplesOf(warm, kit), samplesOf(warm, "by hand")).median,
      unit: "×",
    },
    {
      name: "added to a bare handler's bundle",
      limit: 40,
      value: size(kit) - size("bare"),
      unit: "KB",
    },
    {
      name: "added to a bare handler's start",
      limit: 20,
      value: pairedDifference(samplesOf(start, kit), samplesOf(start, "bare")).median,
      unit: "ms",
    },
  ];
}

export const kit: Bench = {
  about: "lambda-kit against a bare handler and against the same libraries by hand",
  run: (options) => measureKit(VARIANTS, options),
};

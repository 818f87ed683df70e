import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import type { Bench, BenchOptions } from "../bench.ts";
import { checkEqualOutputs } from "../equal-outputs.ts";
import { startServer, type Worker } from "../http/worker.ts";
import type { Comparison, Report } from "../report.ts";
import { interleave } from "../rounds.ts";
import { quantile } from "../statistics.ts";
import { deployCatalogue, type Catalogued } from "./catalogue.ts";
import { distinctJpeg } from "./distinct-jpeg.ts";
import { startVision, type Looked } from "./vision.ts";

const PICTURE = join(import.meta.dirname, "../../../services/image-catalog/samples/coffee.jpg");
const MAX_IDLE_MIB = 300;
const BYTES_PER_MIB = 2 ** 20;

async function memoryMib(cloud: Worker): Promise<number> {
  return z.number().parse(await cloud.ask({ type: "memory" })) / BYTES_PER_MIB;
}

/** Deploys, pushes the rounds through the engine alone and through the service, and compares. */
async function measure(cloud: Worker, port: number, { quick, count, progress }: BenchOptions) {
  const picture = await readFile(PICTURE);
  let made = 0;
  const pictures = (): Buffer[] =>
    Array.from({ length: count }, () => distinctJpeg(picture, `picture ${(made += 1)}`));

  progress("deploying image-catalog");
  const catalogue = await deployCatalogue(`http://127.0.0.1:${port}`);
  const idleMib = await memoryMib(cloud);
  const vision = startVision();
  try {
    progress("loading the models");
    await vision.look(pictures().slice(0, 1));
    await catalogue.push(pictures().slice(0, 1));
    progress(`${count} pictures a round`);
    const each: Catalogued["eachMs"][number][] = [];
    const ways = [
      { name: "engine alone", measure: (): Promise<Looked> => vision.look(pictures()) },
      {
        name: "image-catalog",
        measure: async (): Promise<Looked> => {
          const through = await catalogue.push(pictures());
          each.push(...through.eachMs);
          return through;
        },
      },
    ];
    const [alone = [], through = []] = await interleave(ways, { rounds: quick ? 1 : 3 });
    checkEqualOutputs([
      { name: "engine alone", output: alone.map(({ found }) => found) },
      { name: "image-catalog", output: through.map(({ found }) => found) },
    ]);
    return { alone, through, each, idleMib, loadedMib: await memoryMib(cloud) };
  } finally {
    catalogue.stop();
    await vision.stop();
  }
}

type Measured = Awaited<ReturnType<typeof measure>>;

function comparisonOf({ alone, through }: Measured, count: number): Comparison {
  const perPicture = (rounds: readonly Looked[]): number[] =>
    rounds.map(({ milliseconds }) => milliseconds / count);
  return {
    title: `${count} pictures at once, time per picture`,
    unit: "ms",
    baseline: "engine alone",
    ways: [
      {
        name: "engine alone",
        does: "objects and text of each picture, nothing stored: the floor",
        samples: perPicture(alone),
      },
      {
        name: "image-catalog",
        does: "upload to final status: moderation, labels, text, catalogue",
        samples: perPicture(through),
      },
    ],
  };
}

function reportOf(measured: Measured, startMib: number, count: number): Report {
  const { each, through, idleMib, loadedMib } = measured;
  const perSecond = through.map(({ milliseconds }) => (count * 1000) / milliseconds);
  return {
    bench: "images",
    comparisons: [comparisonOf(measured, count)],
    figures: [
      { name: "pictures per second", value: quantile(perSecond, 0.5), unit: "1/s" },
      { name: "upload to final status, median", value: quantile(each, 0.5), unit: "ms" },
      { name: "upload to final status, 95 %", value: quantile(each, 0.95), unit: "ms" },
      { name: "memory, just started", value: startMib, unit: "MiB" },
      { name: "memory, deployed, no model loaded", value: idleMib, unit: "MiB" },
      { name: "memory, after the pictures", value: loadedMib, unit: "MiB" },
    ],
    targets: [
      {
        name: "memory, deployed, no model loaded",
        limit: MAX_IDLE_MIB,
        value: idleMib,
        unit: "MiB",
      },
    ],
    checked:
      "labels and text in the catalogue are deeply equal to the engine's for every picture, and all are CATALOGUED",
  };
}

async function runImages(options: BenchOptions): Promise<Report> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-images-"));
  const cloud = startServer();
  try {
    const port = z.int().parse(await cloud.ask({ type: "cloud", dataDir }));
    const startMib = await memoryMib(cloud);
    return reportOf(await measure(cloud, port, options), startMib, options.count);
  } finally {
    await cloud.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

export const images: Bench = {
  about: "pictures through the deployed image-catalog against the vision engine alone",
  run: runImages,
};

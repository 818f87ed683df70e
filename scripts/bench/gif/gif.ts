import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { localFfmpeg } from "../../../services/gif-generator/samples/make-clip.ts";
import { sourceBucket } from "../../../services/gif-generator/src/adapters/source-bucket.ts";
import type { Bench, BenchOptions } from "../bench.ts";
import { checkEqualOutputs } from "../equal-outputs.ts";
import { startServer } from "../http/worker.ts";
import type { Comparison, Figure, Report, Target } from "../report.ts";
import { interleave } from "../rounds.ts";
import { pairedRatio, quantile } from "../statistics.ts";
import { makeBenchClips, type BenchClip } from "./clips.ts";
import { measureRender, ONE_DECODER, POST, serviceWay, type RenderSample } from "./ways.ts";

const BUCKET = "bench-videos";
const MAX_RATIO = 0.6;
const WINDOWS_PER_MINUTE = 2;
const POST_WINDOWS = 345; // of the post's film, 10,323 s

interface Measured {
  readonly clip: BenchClip;
  readonly ways: readonly { name: string; does: string; samples: readonly RenderSample[] }[];
}

async function measureClip(
  clip: BenchClip,
  { s3, scratch, rounds }: { s3: S3Client; scratch: string; rounds: number },
): Promise<Measured> {
  const Key = `${clip.name}.mp4`;
  await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: await readFile(clip.path) }));
  const source = { bucket: BUCKET, key: Key, sequencer: "1" };
  const { url } = await sourceBucket(s3).permitToRead(source);
  const ways = [POST, ONE_DECODER, serviceWay(await localFfmpeg())];
  const samples = await interleave(
    ways.map((way) => ({ name: way.name, measure: () => measureRender(way, url, scratch) })),
    { rounds },
  );
  checkEqualOutputs(
    ways.map(({ name }, at) => ({ name, output: samples[at]?.map(({ outputs }) => outputs) })),
  );
  return {
    clip,
    ways: ways.map(({ name, does }, at) => ({ name, does, samples: samples[at] ?? [] })),
  };
}

function comparisonOf({ clip, ways }: Measured): Comparison {
  return {
    title: `${clip.name}: CPU time for a minute of video (${clip.about})`,
    unit: "s",
    baseline: POST.name,
    ways: ways.map(({ name, does, samples }) => ({
      name,
      does,
      samples: samples.map(({ cpuSeconds }) => cpuSeconds * WINDOWS_PER_MINUTE),
    })),
  };
}

function targetOf({ clip, ways }: Measured): Target {
  const cpu = ways.map(({ samples }) => samples.map(({ cpuSeconds }) => cpuSeconds));
  const ratio = pairedRatio(cpu.at(-1) ?? [], cpu[0] ?? []).median;
  return {
    name: `CPU of gif-generator to the post's, ${clip.name}`,
    limit: MAX_RATIO,
    value: ratio,
    unit: "x",
  };
}

/** What the post's film would take: one window after the other, and all at once as on Lambda. */
function modelOf({ clip, ways }: Measured): Figure[] {
  const wall = (at: number, share: number): number =>
    quantile(ways.at(at)?.samples.map(({ wallSeconds }) => wallSeconds) ?? [], share);
  const film = `model, ${POST_WINDOWS} windows like ${clip.name}`;
  return [
    {
      name: `${film}: the post's script, one after another`,
      value: wall(0, 0.5) * POST_WINDOWS,
      unit: "s",
    },
    { name: `${film}: gif-generator, all at once (its slowest)`, value: wall(-1, 1), unit: "s" },
  ];
}

async function runGif({ quick, progress }: BenchOptions): Promise<Report> {
  const scratch = await mkdtemp(join(tmpdir(), "bench-gif-"));
  const cloud = startServer();
  try {
    const port = z.int().parse(await cloud.ask({ type: "cloud", dataDir: join(scratch, "cloud") }));
    const s3 = new S3Client({
      region: "eu-west-1",
      endpoint: `http://127.0.0.1:${port}`,
      forcePathStyle: true,
      credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    progress("making clips");
    const measured: Measured[] = [];
    for (const clip of await makeBenchClips(scratch, quick)) {
      progress(`rendering a window of ${clip.name}`);
      measured.push(await measureClip(clip, { s3, scratch, rounds: quick ? 1 : 5 }));
    }
    s3.destroy();
    return {
      bench: "gif",
      comparisons: measured.map(comparisonOf),
      figures: measured.flatMap(modelOf),
      targets: measured.map(targetOf),
      checked: "the GIF and all 30 stills of each way are equal byte for byte",
    };
  } finally {
    await cloud.stop();
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

export const gif: Bench = {
  about: "a window of video rendered by gif-generator against the post's two commands",
  run: runGif,
};

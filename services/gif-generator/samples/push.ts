import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { baseOf, frameAt, frameKey, manifestKey } from "../src/domain/names.ts";
import { Manifest } from "../src/schemas/manifest.ts";
import { makeClip, SAMPLE_CLIP } from "./make-clip.ts";
import { playerLink } from "./player-link.ts";

/** Where the sample goes. */
export interface SampleTarget {
  readonly stage: string;
  readonly print: (line: string) => void;
}

const WAIT_LIMIT_MS = 120_000;
const POLL_MS = 100;
const LOOK_AT_SECOND = 37;

/**
 * Makes a clip with a clock in the picture, uploads it to the deployed service, waits for its manifest and prints
 * what there is to see. The region, the endpoint and the credentials come from the environment, as for any AWS client.
 *
 * @returns False when a GIF or a still is missing.
 */
export async function pushSamples({ stage, print }: SampleTarget): Promise<boolean> {
  const outputs = await stackOutputs(`gif-generator-${stage}`);
  const { SourceBucket = "", OutputsBucket = "", ApiUrl = "" } = outputs;
  const s3 = new S3Client();
  const key = `clock-${Date.now()}.mp4`;
  const clip = await sampleClip();
  const startedAt = performance.now();
  await s3.send(new PutObjectCommand({ Bucket: SourceBucket, Key: key, Body: clip }));
  const manifest = await waitForManifest(s3, OutputsBucket, baseOf(key));
  if (manifest === undefined) {
    print(`${key}: no manifest within ${WAIT_LIMIT_MS / 1000} s`);
    return false;
  }
  const { base, totals, windows, snippetSize } = manifest;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  print(`${key}: ${totals.gifs} GIFs and ${totals.frames} stills in ${seconds} s`);
  for (const window of windows) print(`  ${describe(window)}`);
  const still = frameKey(base, frameAt(LOOK_AT_SECOND, snippetSize));
  print("");
  print(`second ${LOOK_AT_SECOND} is ${still}`);
  print(`bucket ${OutputsBucket}, folder ${base}/`);
  print(`player ${await playerLink(ApiUrl)}`);
  const wanted = Math.ceil(SAMPLE_CLIP.seconds / snippetSize);
  return totals.gifs === wanted && totals.frames === SAMPLE_CLIP.seconds;
}

function describe(window: Manifest["windows"][number]): string {
  const place = `${window.start} to ${window.end} s`;
  return window.state === "done"
    ? `${place}: ${window.gif.frames} frames, ${window.frames.count} stills, ${window.renderMs} ms`
    : `${place}: ${window.reason}`;
}

async function sampleClip(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "clip-"));
  try {
    const path = join(folder, "clip.mp4");
    await makeClip({ path, ...SAMPLE_CLIP });
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function stackOutputs(name: string): Promise<Record<string, string>> {
  const cloudFormation = new CloudFormationClient();
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = Stacks[0]?.Outputs ?? [];
  return Object.fromEntries(
    outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
  );
}

async function waitForManifest(
  s3: S3Client,
  Bucket: string,
  base: string,
): Promise<Manifest | undefined> {
  const deadline = performance.now() + WAIT_LIMIT_MS;
  while (performance.now() < deadline) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: manifestKey(base) }));
      return Manifest.parse(JSON.parse((await Body?.transformToString()) ?? ""));
    } catch (error) {
      if (!(error instanceof NoSuchKey)) throw error;
    }
    await sleep(POLL_MS);
  }
  return undefined;
}

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  LambdaClient,
  UpdateFunctionEventInvokeConfigCommand,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Figure, Soak, SoakReport, SoakSize } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { redrive } from "../operations/redrive.ts";
import { videoStore } from "../src/adapters/video-store.ts";
import { baseOf } from "../src/domain/names.ts";
import type { Newest } from "../src/app/ports.ts";
import {
  chooseClips,
  CONTENTS,
  makeContents,
  uploadClips,
  type Clip,
  type Content,
} from "./clips.ts";
import { listen } from "./ears.ts";
import { leftFiles, readMade, type Evidence, type Made } from "./evidence.ts";
import { FAULTS } from "./faults.ts";
import { killRenderer } from "./mid-work.ts";
import { toldAgain, violationsOf } from "./promises.ts";

/** Clips in, GIFs and stills out, while every event comes twice, stores fail and functions and the cloud are killed. */
export const soak: Soak = {
  inputs: "clips",
  full: { count: 50, crashes: 2, limitMs: 600_000 },
  short: { count: 6, crashes: 1, limitMs: 120_000 },
  run,
};

const QUIET_MS = 2500; // longer than a duplicate is put off, and the stream's reader waits
const PATIENCE = 10; // attempts of a call that fails

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const tools = toolsOf(world);
  await giveUpAtOnce(tools.lambda);
  const heard = await listen(world);
  const bodies = await makeContents();
  const bucket = world.outputs["SourceBucket"] ?? "";

  world.progress("rendering undisturbed");
  const references = CONTENTS.map((name): Clip => ({ key: `${name}.mp4`, contents: [name] }));
  await uploadClips(tools.s3, bucket, { clips: references, bodies });
  await untilComplete(world, tools, {
    clips: references,
    count: references.length,
    limitMs: size.limitMs,
  });
  const wanted = new Map<Content, Made>();
  for (const name of CONTENTS) wanted.set(name, await tools.made(name));

  const clips = chooseClips(size.count);
  await world.misbehave(FAULTS);
  world.progress(`uploading ${clips.length} clips at once`);
  const startedAt = performance.now();
  await uploadClips(tools.s3, bucket, { clips, bodies });
  const { killed, underWay } = await killAmid(world, tools, { clips, ...size });
  world.progress("waiting until all is at rest");
  const redriven = await untilAtRest(world, tools, { clips, limitMs: size.limitMs });
  const seconds = (performance.now() - startedAt) / 1000;

  world.progress("checking");
  const made = new Map<string, Made>();
  for (const { key } of clips) made.set(key, await tools.made(baseOf(key)));
  const evidence: Evidence = {
    clips,
    made,
    wanted,
    heard: await heard(),
    leftFiles: await leftFiles(world),
    letters: await lettersOf(world),
    tellsTwice: size.crashes > 0,
  };
  await world.readTally();
  return {
    figures: figures({
      "clips, uploads": `${clips.length}, ${clips.flatMap(({ contents }) => contents).length}`,
      "clips under way at each kill -9": underWay.join(", "),
      "functions killed while rendering": killed,
      "letters redriven": redriven,
      "files made": [...made.values()].reduce((sum, { files }) => sum + files.size, 0),
      "events heard": evidence.heard.length,
      "completions told more than once": toldAgain(evidence),
      "until all was at rest": `${seconds.toFixed(1)} s`,
    }),
    violations: [
      ...violationsOf(evidence),
      ...(killed > 0 ? [] : [{ subject: "soak", reason: "killed no function while it rendered" }]),
    ],
  };
}

function figures(values: Readonly<Record<string, string | number>>): Figure[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
}

function toolsOf({ settings, outputs }: World) {
  const s3 = new S3Client({ ...settings, maxAttempts: PATIENCE });
  const dynamo = new DynamoDBClient({ ...settings, maxAttempts: PATIENCE });
  const table = outputs["VideosTable"] ?? "";
  return {
    s3,
    lambda: new LambdaClient({ ...settings, maxAttempts: PATIENCE }),
    sqs: new SQSClient({ ...settings, maxAttempts: PATIENCE }),
    videos: videoStore(dynamo, { table, expireAfterDays: 1, now: () => new Date() }),
    made: (base: string) => readMade(s3, outputs["OutputsBucket"] ?? "", base),
  };
}

type Tools = ReturnType<typeof toolsOf>;

/** Retries wait for minutes: without them what fails becomes a letter, and is redriven at the end. */
async function giveUpAtOnce(lambda: LambdaClient): Promise<void> {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName = "" } of Functions) {
      if (!/-(?:planVideo|renderWindow)$/u.test(FunctionName)) continue;
      const once = { FunctionName, MaximumRetryAttempts: 0 };
      await lambda.send(new UpdateFunctionEventInvokeConfigCommand(once));
    }
  }
}

function isComplete(newest: Newest | undefined): boolean {
  if (newest?.kind !== "video") return false;
  return newest.video.status === "COMPLETE" && newest.announced?.startsWith("COMPLETE") === true;
}

async function completeOf({ videos }: Tools, clips: readonly Clip[]): Promise<number> {
  const newest = await Promise.all(clips.map(({ key }) => videos.newest(key)));
  return newest.filter(isComplete).length;
}

/** Waits until so many clips are complete; resolves with how many are not. */
async function untilComplete(
  world: World,
  tools: Tools,
  { clips, count, limitMs }: { clips: readonly Clip[]; count: number; limitMs: number },
): Promise<number> {
  let complete = 0;
  await world.until(limitMs, async () => {
    complete = await completeOf(tools, clips);
    return complete >= count ? true : undefined;
  });
  return clips.length - complete;
}

/** Kills a function that renders, and then the cloud, again and again; if only the function, once. */
async function killAmid(
  world: World,
  tools: Tools,
  { clips, crashes, limitMs }: SoakSize & { readonly clips: readonly Clip[] },
): Promise<{ killed: number; underWay: readonly number[] }> {
  const underWay: number[] = [];
  let killed = (await killRenderer(world)) ? 1 : 0;
  for (let crash = 0; crash < crashes; crash += 1) {
    const count = Math.floor((clips.length * (crash + 1)) / (crashes + 2));
    const left = await untilComplete(world, tools, { clips, count, limitMs });
    world.progress(`kill -9 with ${left} of ${clips.length} clips under way`);
    underWay.push(left);
    await world.crash();
    if (left > 0 && (await killRenderer(world))) killed += 1;
  }
  return { killed, underWay };
}

/** Waits until nothing moves, ends the faults, and redrives what failed; resolves with how much that was. */
async function untilAtRest(
  world: World,
  tools: Tools,
  { clips, limitMs }: { clips: readonly Clip[]; limitMs: number },
): Promise<number> {
  const target = {
    stage: world.stage,
    deadLetters: world.outputs["DeadLetters"] ?? "",
    lambda: tools.lambda,
    sqs: tools.sqs,
    print: () => undefined,
  };
  let redriven = 0;
  let last = "";
  let sinceMs = performance.now();
  await world.until(limitMs, async () => {
    const newest = await Promise.all(clips.map(({ key }) => tools.videos.newest(key)));
    const state = JSON.stringify(newest);
    if (state !== last) sinceMs = performance.now();
    last = state;
    if (performance.now() - sinceMs < QUIET_MS) return undefined;
    await world.misbehave([]);
    const count = await redrive(target);
    redriven += count;
    if (count > 0) sinceMs = performance.now();
    return count === 0 && newest.every(isComplete) ? true : undefined;
  });
  return redriven;
}

async function lettersOf(world: World): Promise<readonly string[]> {
  const queues = ["FailedRuns", "DeadLetters", "StreamDeadLetters"];
  const all = await Promise.all(queues.map((name) => world.messages(world.outputs[name] ?? "")));
  return all.flat().map((body) => body.slice(0, 300));
}

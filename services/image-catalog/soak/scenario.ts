import { S3Client } from "@aws-sdk/client-s3";
import type { Soak, SoakReport, SoakSize } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { askForVerdict, startCallers } from "./callers.ts";
import { gather, type Evidence } from "./evidence.ts";
import { FAULTS, HOLD } from "./faults.ts";
import { figuresOf } from "./figures.ts";
import { functionCaller, type CallFunction } from "./functions.ts";
import { confirmSubscription, startModerators } from "./moderators.ts";
import { choosePictures, uploadPictures, type Picture } from "./pictures.ts";
import { violationsOf } from "./promises.ts";
import { QUIET_MS, untilAtRest, untilListed, untilThrough } from "./rest.ts";

/** Images in, mails and decisions out, while services throttle and fail and processes are killed. */
export const soak: Soak = {
  inputs: "images",
  full: { count: 200, crashes: 2, limitMs: 600_000 },
  short: { count: 25, crashes: 1, limitMs: 180_000 },
  run,
};

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const bucket = world.outputs["IngestionBucket"] ?? "";
  const call = functionCaller(world);
  const pictures = await choosePictures(size.count);
  await confirmSubscription(world);
  await world.misbehave([...HOLD, ...FAULTS]);

  world.progress(`uploading ${pictures.length} images`);
  const startedAt = performance.now();
  const moderators = startModerators(world, call);
  await uploadPictures(new S3Client(world.settings), bucket, pictures);
  const callers = startCallers(call, bucket, pictures.filter(isStoredOnce));
  await world.misbehave(FAULTS);
  const underWay = await crashAmid(world, pictures, size);
  world.progress("waiting until all is at rest");
  await untilAtRest(world, pictures, size.limitMs);
  const seconds = (performance.now() - startedAt - QUIET_MS) / 1000;
  await callers.stop();
  await moderators.stop();
  await world.misbehave([]);

  world.progress("checking");
  const evidence: Evidence = {
    ...(await evidenceAfterwards(world, call)),
    pictures,
    decisions: moderators.accepted,
    calls: callers.calls,
    lastCalls: await Promise.all(
      pictures
        .filter(isStoredOnce)
        .slice(0, 2)
        .map((one) => askForVerdict(call, bucket, one)),
    ),
  };
  return {
    figures: figuresOf(evidence, { moderators, underWay, seconds }),
    violations: violationsOf(evidence),
  };
}

/** Kills the cloud, first with all images under way; resolves with how many were each time. */
async function crashAmid(
  world: World,
  pictures: readonly Picture[],
  { crashes, limitMs }: SoakSize,
): Promise<number[]> {
  const underWay: number[] = [];
  for (let crash = 0; crash < crashes; crash += 1) {
    const through = Math.floor((pictures.length * crash) / crashes);
    const left = await untilThrough(world, pictures, { through, limitMs });
    world.progress(`kill -9 with ${left} of ${pictures.length} images under way`);
    underWay.push(left);
    await world.crash();
  }
  return underWay;
}

async function evidenceAfterwards(world: World, call: CallFunction) {
  await untilListed(world, call);
  return gather(world, call);
}

/** Which verdict a picture gets is only sure when it has but one content. */
function isStoredOnce({ contents }: Picture): boolean {
  return contents.length === 1;
}

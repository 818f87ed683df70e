import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { Soak, SoakReport, SoakSize } from "../../../scripts/soak/soak.ts";
import type { World } from "../../../scripts/soak/world.ts";
import { askForVerdict, startCallers } from "./callers.ts";
import { gather, readLists, readRows } from "./evidence.ts";
import { FAULTS } from "./faults.ts";
import { figuresOf } from "./figures.ts";
import { functionCaller } from "./functions.ts";
import { confirmSubscription, startModerators } from "./moderators.ts";
import { choosePictures, uploadPictures, type Picture } from "./pictures.ts";
import { violationsOf } from "./promises.ts";
import { countRuns } from "./runs.ts";

/** Longer than a duplicate or a reordered event is put off, and than most retries wait. */
const QUIET_MS = 4000;
const INDEX_LIMIT_MS = 60_000;
const IN_FLIGHT = new Set(["PROCESSING", "FLAGGED"]);

/** Images in, mails and decisions out, while services throttle and fail and processes are killed. */
export const soak: Soak = {
  inputs: "images",
  full: { count: 200, crashes: 2, limitMs: 600_000 },
  short: { count: 25, crashes: 1, limitMs: 90_000 },
  run,
};

async function run(world: World, size: SoakSize): Promise<SoakReport> {
  const { outputs, settings } = world;
  const bucket = outputs["IngestionBucket"] ?? "";
  const call = functionCaller(world);
  const pictures = await choosePictures(size.count);
  await confirmSubscription(world);
  await world.misbehave(FAULTS);

  world.progress(`uploading ${pictures.length} images`);
  const startedAt = performance.now();
  const moderators = startModerators(world, call);
  await uploadPictures(new S3Client(settings), bucket, pictures);
  const stored = pictures.filter(({ contents }) => contents.length === 1);
  const callers = startCallers(call, bucket, stored);

  const underWay: number[] = [];
  for (let crash = 1; crash <= size.crashes; crash += 1) {
    // The first with all but everything under way, the others evenly over the rest.
    const through = Math.max(1, Math.floor((pictures.length * (crash - 1)) / size.crashes));
    const left = await untilThrough(world, { pictures, through, limitMs: size.limitMs });
    world.progress(`kill -9 with ${left} of ${pictures.length} images under way`);
    underWay.push(left);
    await world.crash();
  }
  world.progress("waiting until all is at rest");
  await untilAtRest(world, pictures, size.limitMs);
  const seconds = (performance.now() - startedAt - QUIET_MS) / 1000;
  await callers.stop();
  await moderators.stop();
  await world.misbehave([]);

  world.progress("checking");
  await untilListed(world, call);
  const lastCall = await askForVerdict(call, bucket, stored[0] ?? pictures[0]!);
  const evidence = {
    ...(await gather(world, call)),
    pictures,
    decisions: moderators.accepted,
    calls: [...callers.calls, lastCall],
  };
  return {
    figures: figuresOf(evidence, { moderators, underWay, seconds }),
    violations: violationsOf(evidence),
  };
}

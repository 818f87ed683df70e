import { UpdateFunctionEventInvokeConfigCommand } from "@aws-sdk/client-lambda";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { redrive } from "../operations/redrive.ts";
import { makeClip } from "../samples/make-clip.ts";
import { eventually } from "./deployed.ts";
import { openPipeline, type PipelineCloud } from "./pipeline-cloud.ts";

let cloud: TestCloud;
let pipeline: PipelineCloud;
let shortClip: Buffer;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "clips-"));
  const path = join(folder, "short.mp4");
  await makeClip({ path, seconds: 2, width: 160, height: 90, framesPerSecond: 10 });
  shortClip = await readFile(path);
  await rm(folder, { recursive: true });
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  pipeline = await openPipeline(cloud);
  for (const name of ["planVideo", "renderWindow"]) {
    const FunctionName = `gif-generator-local-${name}`;
    const once = new UpdateFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 0, // else each failure takes three minutes
    });
    await pipeline.lambda.send(once);
  }
});
afterAll(() => cloud?.stop());
beforeEach(() => cloud.cloud.chaos.set([]));

function silently(): void {}

function redriven(): Promise<number> {
  const { outputs, lambda, sqs } = pipeline;
  return redrive({
    stage: "local",
    deadLetters: outputs.DeadLetters,
    lambda,
    sqs,
    print: silently,
  });
}

async function letters(): Promise<number> {
  const { Attributes } = await pipeline.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: pipeline.outputs.DeadLetters,
      AttributeNames: ["ApproximateNumberOfMessages"],
    }),
  );
  return Number(Attributes?.["ApproximateNumberOfMessages"]);
}

async function untilLetter(): Promise<void> {
  await eventually("a dead letter", async () => ((await letters()) > 0 ? true : undefined));
}

describe("what fails for good", () => {
  test("when a window cannot be uploaded is in letters, manifest and news, and a redrive completes it", async () => {
    const key = "window.mp4";
    await pipeline.upload(key, shortClip);
    cloud.cloud.chaos.set([{ service: "s3", operation: "PutObject", fault: "error", times: 9 }]);
    await untilLetter();
    await pipeline.untilVideo(key, "FAILED");
    expect(await pipeline.manifest("window")).toMatchObject({
      state: "failed",
      windows: [{ state: "failed", reason: expect.stringContaining("OutputsUnavailable") }],
    });
    expect(await redriven()).toBe(1);
    await pipeline.untilVideo(key, "COMPLETE");
    expect(await pipeline.manifest("window")).toMatchObject({ state: "complete" });
    expect(await letters()).toBe(0);
    const told = await eventually("all of the news", async () => {
      const all = (await pipeline.heard(key)).map(({ detailType }) => detailType);
      return all.includes("videoCompleted") ? all : undefined;
    });
    expect(told.filter((type) => type !== "newVideoCreated")).toEqual([
      "videoFailed",
      "videoCompleted",
    ]);
    expect(await pipeline.leftFiles()).toEqual([]);
  });

  test("when a video cannot be planned is in the letters, and a redrive plans it", async () => {
    const key = "plan.mp4";
    cloud.cloud.chaos.set([
      { service: "dynamodb", operation: "PutItem", fault: "error", times: 3 },
    ]);
    await pipeline.upload(key, shortClip);
    await untilLetter();
    await pipeline.untilVideo(key, "FAILED");
    expect(await redriven()).toBe(1);
    await pipeline.untilVideo(key, "COMPLETE");
  });
});

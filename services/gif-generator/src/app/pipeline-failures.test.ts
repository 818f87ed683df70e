import { describe, expect, test } from "vitest";
import { delivered, pipelineWorld, version } from "../../test/pipeline-world.ts";
import { sourceUnavailable } from "../domain/media-errors.ts";
import type { SourceVersion } from "../domain/video.ts";
import { Manifest } from "../schemas/manifest.ts";

type World = ReturnType<typeof pipelineWorld>;

const MANIFEST = "reinvent/manifest.json";

async function renderAll(world: World): Promise<void> {
  for (const event of world.takeWindows()) await world.render(event);
}

function manifestIn({ outputs }: World): Manifest {
  return Manifest.parse(
    JSON.parse(Buffer.from(outputs.files.get(MANIFEST)?.bytes ?? "").toString()),
  );
}

async function statusIn({ videos }: World): Promise<string | undefined> {
  return (await videos.get("reinvent.mp4"))?.status;
}

/** A video of which one window failed for good. */
async function failedWorld() {
  const world = pipelineWorld();
  await world.created(version(1));
  const [bad, ...others] = world.takeWindows();
  for (const event of others) await world.render(event);
  await world.fail(delivered(bad!));
  await world.settle();
  return { world, bad: bad! };
}

/** The upload of a version, as S3 tells of it. */
function uploadOf({ bucket, key, sequencer, versionId }: SourceVersion) {
  const object = { key, sequencer, "version-id": versionId };
  return {
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: { bucket: { name: bucket }, object },
  };
}

describe("a window that fails for good", () => {
  test("is in the dead letters, the manifest and the news", async () => {
    const { world, bad } = await failedWorld();
    expect(world.letters.map(({ event }) => event)).toEqual([delivered(bad)]);
    expect(manifestIn(world)).toMatchObject({
      state: "failed",
      windows: [{ state: "failed", reason: "RenderFailed: code 1" }, { state: "done" }, {}],
    });
    expect(await statusIn(world)).toBe("FAILED");
    await world.settle();
    expect(world.events.map(({ detailType }) => detailType)).toEqual(["videoFailed"]);
  });

  test("completes the manifest when its letter is delivered again", async () => {
    const { world, bad } = await failedWorld();
    await world.render(bad);
    expect(await world.settle()).toBe("settled");
    expect(manifestIn(world)).toMatchObject({ state: "complete", totals: { gifs: 3, frames: 65 } });
    expect(await world.videos.get("reinvent.mp4")).toMatchObject({ status: "COMPLETE" });
    expect(world.named("videoCompleted")).toHaveLength(1);
  });

  test("is not undone by the news of a failure before it succeeded", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    const windows = world.takeWindows();
    for (const event of windows) await world.render(event);
    await world.fail(delivered(windows[0]!));
    await world.settle();
    expect(manifestIn(world).state).toBe("complete");
  });
});

describe("a plan that fails for good", () => {
  test("leaves a failed video, a letter and the news, and can be tried again", async () => {
    const world = pipelineWorld();
    await world.fail(uploadOf(version(1)), "SourceUnavailable: 503");
    await world.settle();
    expect(await statusIn(world)).toBe("FAILED");
    expect(world.letters).toHaveLength(1);
    expect(world.named("videoFailed")).toHaveLength(1);
    expect(await world.created(version(1))).toEqual({ windows: 3 });
    expect(await statusIn(world)).toBe("RENDERING");
  });

  test("after the video was registered hands the windows out when it is tried again", async () => {
    const world = pipelineWorld();
    const publisher = { publish: () => Promise.reject(sourceUnavailable("down")) };
    await expect(world.created(version(1), { ...world.deps.plan, publisher })).rejects.toThrow(
      "down",
    );
    await world.fail(uploadOf(version(1)), "EventsNotPublished: 3");
    await world.settle();
    expect(await statusIn(world)).toBe("FAILED");
    expect(world.named("videoFailed")).toHaveLength(1);
    expect(await world.created(version(1))).toEqual({ windows: 3 });
    await renderAll(world);
    await world.settle();
    expect(await statusIn(world)).toBe("COMPLETE");
  });
});

import { describe, expect, test } from "vitest";
import { delivered, pipelineWorld, version } from "../../test/pipeline-world.ts";
import { notAVideo, sourceUnavailable } from "../domain/media-errors.ts";
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

describe("a video", () => {
  test("gets the post's event for each window", async () => {
    const world = pipelineWorld();
    expect(await world.created(version(1))).toEqual({ windows: 3 });
    expect(world.events.map((event) => delivered(event))).toMatchObject([
      {
        source: "custom.gifGenerator",
        "detail-type": "newVideoCreated",
        detail: {
          Key: "reinvent.mp4",
          start: 0,
          end: 29,
          length: 65,
          tsCreated: expect.any(Number),
        },
      },
      { detail: { start: 30, end: 59 } },
      { detail: { start: 60, end: 64 } },
    ]);
  });

  test("is complete with its last window, and not before", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    const [first, ...others] = world.takeWindows();
    for (const event of others) await world.render(event);
    expect(await world.settle()).toBe("waiting");
    expect(world.outputs.files.has(MANIFEST)).toBe(false);
    if (first !== undefined) await world.render(first);
    expect(await world.settle()).toBe("settled");
    expect(manifestIn(world)).toMatchObject({ state: "complete", totals: { gifs: 3, frames: 65 } });
    expect(await statusIn(world)).toBe("COMPLETE");
    const [told, ...more] = world.named("videoCompleted");
    expect(more).toEqual([]);
    expect(delivered(told!)).toMatchObject({
      detail: { data: { key: "reinvent.mp4", manifest: MANIFEST, gifs: 3, frames: 65 } },
    });
  });

  test("ends the same when every event comes twice", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    await world.created(version(1));
    const windows = world.takeWindows();
    for (const event of [...windows, ...windows]) await world.render(event);
    await world.settle();
    const before = new Map(world.outputs.files);
    await world.created(version(1));
    for (const event of windows) await world.render(event);
    expect(await world.settle()).toBe("nothing new");
    expect(world.outputs.files).toEqual(before);
    expect(world.named("videoCompleted")).toHaveLength(1);
    expect(world.takeWindows()).toEqual([]);
  });

  test("is announced in a second try when the first cannot publish", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    await renderAll(world);
    const broken = { publish: () => Promise.reject(sourceUnavailable("down")) };
    await expect(world.settle("reinvent.mp4", broken)).rejects.toThrow("down");
    const [manifest] = [manifestIn(world)];
    expect(await world.settle()).toBe("settled");
    expect(manifestIn(world)).toEqual(manifest);
    expect(world.named("videoCompleted")).toHaveLength(1);
  });

  test("has its windows handed out in a second try when the first cannot publish", async () => {
    const world = pipelineWorld();
    const publisher = { publish: () => Promise.reject(sourceUnavailable("down")) };
    await expect(world.created(version(1), { ...world.deps.plan, publisher })).rejects.toThrow(
      "down",
    );
    expect(await world.created(version(1))).toEqual({ windows: 3 });
  });

  test("is made again where outputs are missing when it ends", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    await renderAll(world);
    world.outputs.files.delete("reinvent/reinvent-30-frame-7.jpg");
    expect(await world.settle()).toBe("reopened");
    expect(world.outputs.files.has(MANIFEST)).toBe(false);
    const again = world.takeWindows();
    expect(again.map((event) => delivered(event))).toMatchObject([{ detail: { start: 30 } }]);
    for (const event of again) await world.render(event);
    expect(await world.settle()).toBe("settled");
  });
});

describe("a newer version", () => {
  test.each([
    { order: "in order", versions: [1, 2] },
    { order: "the other way round", versions: [2, 1] },
  ])("wins when events come $order", async ({ versions }) => {
    const world = pipelineWorld();
    for (const number of versions) await world.created(version(number));
    await renderAll(world);
    await world.settle();
    expect(manifestIn(world).source).toEqual(version(2));
    const versionsOfFiles = [...world.outputs.files.values()].map(({ source }) => source.versionId);
    expect(new Set(versionsOfFiles)).toEqual(new Set(["v2"]));
  });

  test("stops the windows of the older one, and takes its manifest and its longer tail away", async () => {
    const facts = { durationSeconds: 65, width: 640, height: 360, codec: "h264" };
    const world = pipelineWorld();
    await world.created(version(1));
    await renderAll(world);
    await world.settle();
    const short = { probe: async () => ({ ...facts, durationSeconds: 20 }) };
    await world.created(version(2), { ...world.deps.plan, probe: short });
    expect(world.outputs.files.has(MANIFEST)).toBe(false);
    await renderAll(world);
    await world.settle();
    expect(manifestIn(world).totals).toMatchObject({ gifs: 1, frames: 20 });
    expect(world.outputs.files.size).toBe(1 + 20 + 1);
  });

  test("that comes while an older window is rendered is not written over", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    const [old] = world.takeWindows();
    const renderer = {
      render: async (request: Parameters<typeof world.deps.render.renderer.render>[0]) => {
        await world.created(version(2));
        return world.deps.render.renderer.render(request);
      },
    };
    const late = await world.render(old!, { ...world.deps.render, renderer });
    expect(late).toEqual({ outcome: "overtaken" });
    expect(world.outputs.files.size).toBe(0);
  });
});

describe("a deleted video", () => {
  test("loses its outputs, and its windows stop", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    const [late, ...others] = world.takeWindows();
    for (const event of others) await world.render(event);
    await world.deleted(version(2));
    expect(await world.settle()).toBe("removed");
    expect(await world.render(late!)).toEqual({ outcome: "overtaken" });
    expect(world.outputs.files.size).toBe(0);
    expect(await world.videos.get("reinvent.mp4")).toBeUndefined();
  });

  test("does not come back with the news of an older upload, but with a newer one", async () => {
    const world = pipelineWorld();
    await world.deleted(version(2));
    expect(await world.created(version(1))).toEqual({ windows: 0 });
    expect(await world.created(version(3))).toEqual({ windows: 3 });
  });

  test("is not meant when an overwritten version goes for good", async () => {
    const world = pipelineWorld();
    await world.created(version(2));
    await world.deleted(version(3, { versionId: "v1" }), "versionDeleted");
    expect(await statusIn(world)).toBe("RENDERING");
    await world.deleted(version(4, { versionId: "v2" }), "versionDeleted");
    expect(await statusIn(world)).toBeUndefined();
  });
});

describe("what is refused", () => {
  test.each([
    ["too long", { durationSeconds: 101, width: 10, height: 10, codec: "h264" }],
    ["too large", { durationSeconds: 10, width: 1001, height: 1000, codec: "h264" }],
  ])("for being %s is recorded with the reason and announced once", async (_what, facts) => {
    const world = pipelineWorld({ facts });
    expect(await world.created(version(1))).toEqual({ windows: 0 });
    expect(await world.videos.get("reinvent.mp4")).toMatchObject({
      status: "REJECTED",
      reason: expect.stringMatching(/^RefusedInput: /u),
    });
    await world.settle();
    await world.settle();
    expect(world.events.map(({ detailType }) => detailType)).toEqual(["videoRejected"]);
  });

  test("takes the place of the good version before it, with all that was made of that", async () => {
    const world = pipelineWorld();
    await world.created(version(1));
    await renderAll(world);
    await world.settle();
    const probe = { probe: () => Promise.reject(notAVideo("text")) };
    await world.created(version(2), { ...world.deps.plan, probe });
    await world.settle();
    expect(await statusIn(world)).toBe("REJECTED");
    expect(world.outputs.files.size).toBe(0);
  });

  test("is empty files, without a look at them", async () => {
    const world = pipelineWorld();
    await world.created(version(1, { sizeBytes: 0 }));
    expect(await statusIn(world)).toBe("REJECTED");
  });

  test("is not what S3 cannot hand out now: that is tried again", async () => {
    const world = pipelineWorld();
    const probe = { probe: () => Promise.reject(sourceUnavailable("503")) };
    const call = world.created(version(1), { ...world.deps.plan, probe });
    await expect(call).rejects.toMatchObject({ code: "SourceUnavailable" });
    expect(await statusIn(world)).toBeUndefined();
  });
});

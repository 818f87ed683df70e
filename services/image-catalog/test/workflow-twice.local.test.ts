import { StateError } from "@blueprints/local-cloud/state-machine-testing";
import { describe, expect, test } from "vitest";
import { anUpload, byHand, CLEAN, FLAGGED, World, type Play } from "./workflow-world.ts";

const MODERATE = "aws-sdk:rekognition:detectModerationLabels";
const OVERWRITTEN = { ETag: '"etag-2"', ContentLength: 1, ContentType: "image/png" };
const NOTHING_HAPPENED = { status: "SUCCEEDED" };

/** Waits in the middle of a call until the test lets it go on. */
function aPause() {
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const play: Play = async () => {
    reached.resolve();
    await goOn.promise;
    return CLEAN;
  };
  return { play, reached: reached.promise, goOn: () => goOn.resolve() };
}

describe("the same event again", () => {
  test.each([
    { status: "CATALOGUED", answer: CLEAN, mails: 0 },
    { status: "FLAGGED", answer: FLAGGED, mails: 1 },
  ])("changes nothing once the image is $status", async ({ status, answer, mails }) => {
    const world = await World.start();
    const plays = { [MODERATE]: () => answer };
    await world.run(anUpload(), plays);
    const row = await world.row();
    const paid = world.paidCalls;
    for (let delivery = 0; delivery < 3; delivery += 1) {
      expect(await world.run(anUpload(), plays)).toMatchObject(NOTHING_HAPPENED);
    }
    expect(await world.row()).toEqual(row);
    expect(row).toMatchObject({ status });
    expect(world.paidCalls).toBe(paid);
    expect(world.count("sns:publish")).toBe(mails);
  });

  test("changes nothing while the first is at work, or at the same moment", async () => {
    const world = await World.start();
    await Promise.all(
      Array.from({ length: 5 }, () => world.run(anUpload(), { [MODERATE]: () => FLAGGED })),
    );
    expect(await world.row()).toMatchObject({ status: "FLAGGED" });
    expect({ paid: world.paidCalls, mails: world.count("sns:publish") }).toEqual({
      paid: 1,
      mails: 1,
    });
  });

  test("changes nothing by hand either, while the content is the same", async () => {
    const world = await World.start();
    await world.run(anUpload());
    const row = await world.row();
    expect(await world.run(byHand())).toMatchObject(NOTHING_HAPPENED);
    expect(await world.row()).toEqual(row);
    expect(world.paidCalls).toBe(3);
  });

  test("changes nothing when a start by hand came first", async () => {
    const world = await World.start();
    await world.run(byHand());
    await world.run(anUpload());
    expect(world.paidCalls).toBe(3);
    expect(await world.row()).toMatchObject({ execution: "execution-1" });
  });
});

describe("another upload to the same key", () => {
  test("is processed", async () => {
    const world = await World.start();
    await world.run(anUpload(), { [MODERATE]: () => FLAGGED });
    await world.run(anUpload({ sequencer: "0061", etag: "etag-2" }));
    const row = await world.row();
    expect(row).toMatchObject({ status: "CATALOGUED", etag: '"etag-2"', execution: "execution-2" });
    expect(row).not.toHaveProperty("moderationLabels");
    expect(row).not.toHaveProperty("reason");
  });

  test("wins when its event comes first", async () => {
    const world = await World.start();
    await world.run(anUpload({ sequencer: "0061", etag: "etag-2" }));
    expect(await world.run(anUpload())).toMatchObject(NOTHING_HAPPENED);
    expect(await world.row()).toMatchObject({ etag: '"etag-2"', sequencer: "0061" });
    expect(world.paidCalls).toBe(3);
  });

  test("wins when its sequencer is the longer one", async () => {
    const world = await World.start();
    await world.run(anUpload({ sequencer: "0060" }));
    await world.run(anUpload({ sequencer: "00600A", etag: "etag-2" }));
    expect(await world.row()).toMatchObject({ sequencer: "00600A" });
  });

  test("wins over an execution that is still at work, which writes and mails nothing more", async () => {
    const world = await World.start();
    const pause = aPause();
    const older = world.run(anUpload(), { [MODERATE]: pause.play });
    await pause.reached;
    await world.run(anUpload({ sequencer: "0061", etag: "etag-2" }), { [MODERATE]: () => FLAGGED });
    const row = await world.row();
    pause.goOn();
    expect(await older).toMatchObject(NOTHING_HAPPENED);
    expect(await world.row()).toEqual(row);
    expect(world.count("sns:publish")).toBe(1);
  });

  test("is processed by hand when its event never came", async () => {
    const world = await World.start();
    await world.run(anUpload());
    await world.run(byHand(), { "aws-sdk:s3:headObject": () => OVERWRITTEN });
    expect(await world.row()).toMatchObject({ etag: '"etag-2"', sequencer: "0060" });
  });
});

describe("a claim whose answer was lost", () => {
  test("is taken for its own by the retry", async () => {
    const world = await World.start();
    let calls = 0;
    const outcome = await world.run(anUpload(), {
      "dynamodb:updateItem": async (parameters) => {
        calls += 1;
        const answer = await world.update(parameters);
        if (calls === 1) throw new StateError("States.Timeout", "the answer was lost");
        return answer;
      },
    });
    expect(outcome).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.row()).toMatchObject({ status: "CATALOGUED" });
  });
});

import { StateError, type Json } from "@blueprints/local-cloud/state-machine-testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aDeletion, anUpload, byHand, World, type Play } from "./workflow-world.ts";

const HEAD = "aws-sdk:s3:headObject";
const MODERATE = "aws-sdk:rekognition:detectModerationLabels";
const SUCCEEDED = { status: "SUCCEEDED" };

function fails(error: string): Play {
  return () => {
    throw new StateError(error, "played by the test");
  };
}

const GONE = { [HEAD]: fails("S3.NoSuchKeyException") };

/** S3 as it is in the end: with the content of an entity tag under the key, or with nothing. */
function bucketWith(etag: string | undefined): Record<string, Play> {
  if (etag === undefined) return GONE;
  return { [HEAD]: () => ({ ETag: etag, ContentLength: 1, ContentType: "image/png" }) };
}

describe("a deleted image", () => {
  test("leaves the catalogue, but for a mark that expires after 15 days", async () => {
    const world = await World.start();
    await world.run(anUpload());
    expect(await world.run(aDeletion(), GONE)).toMatchObject(SUCCEEDED);
    const row = await world.row();
    expect(row).toEqual({
      Id: "cat.jpg",
      bucket: "IngestionBucket",
      sequencer: "0061",
      deletedAt: expect.stringMatching(/^2026-01-15T12:/u) as string,
      expiresAt: String(Math.floor(Date.parse(row?.["deletedAt"] ?? "") / 1000) + 15 * 24 * 3600),
    });
  });

  test("does not come back when its upload is told of after its deletion", async () => {
    const world = await World.start();
    await world.run(aDeletion(), GONE);
    const row = await world.row();
    expect(await world.run(anUpload(), GONE)).toMatchObject(SUCCEEDED);
    expect(await world.row()).toEqual(row);
    expect(world.paidCalls).toBe(0);
  });

  test("comes back when it is uploaded again", async () => {
    const world = await World.start();
    await world.run(anUpload());
    await world.run(aDeletion(), GONE);
    await world.run(anUpload({ sequencer: "0062", etag: "etag-2" }));
    const row = await world.row();
    expect(row).toMatchObject({ status: "CATALOGUED", sequencer: "0062" });
    expect(row).not.toHaveProperty("deletedAt");
    expect(row).not.toHaveProperty("expiresAt");
  });

  test("comes back by hand when the event of its second upload was lost", async () => {
    const world = await World.start();
    await world.run(aDeletion(), GONE);
    await world.run(byHand());
    expect(await world.row()).toMatchObject({ status: "CATALOGUED" });
    expect(await world.row()).not.toHaveProperty("expiresAt");
  });

  test("is left alone when the deletion is older than the upload in the row", async () => {
    const world = await World.start();
    await world.run(anUpload({ sequencer: "0062" }));
    const row = await world.row();
    expect(await world.run(aDeletion(), GONE)).toMatchObject(SUCCEEDED);
    expect(await world.row()).toEqual(row);
  });

  test("is left alone while there is an object under its key: that was uploaded since", async () => {
    const world = await World.start();
    await world.run(byHand());
    const row = await world.row();
    expect(await world.run(aDeletion())).toMatchObject(SUCCEEDED);
    expect(await world.row()).toEqual(row);
  });

  test("is deleted once, however often it is told", async () => {
    const world = await World.start();
    await world.run(anUpload());
    await world.run(aDeletion(), GONE);
    const row = await world.row();
    expect(await world.run(aDeletion(), GONE)).toMatchObject(SUCCEEDED);
    expect(await world.row()).toEqual(row);
  });

  test("stops the execution that is at work on it, without a dead letter", async () => {
    const world = await World.start();
    const outcome = await world.run(anUpload(), {
      [MODERATE]: async () => {
        await world.run(aDeletion(), GONE);
        throw new StateError("Rekognition.InvalidS3ObjectException", "it is gone");
      },
    });
    expect(outcome).toMatchObject(SUCCEEDED);
    expect(await world.row()).toMatchObject({ deletedAt: expect.any(String) as string });
    expect(await world.row()).not.toHaveProperty("status");
    expect(world.count("sqs:sendMessage")).toBe(0);
  });

  test("ends as the last event says, in whatever order events are told", async () => {
    const events = [
      { input: anUpload({ sequencer: "0060" }), object: true },
      { input: aDeletion({ sequencer: "0061" }), object: false },
      { input: anUpload({ sequencer: "0062", etag: "etag-2" }), object: true },
      { input: aDeletion({ sequencer: "0063" }), object: false },
    ];
    const order = fc.tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat({ max: 3 }), { maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(order, async ([count, extra]) => {
        const told = extra.filter((at) => at < count);
        for (let at = count - 1; at >= 0; at -= 1) if (!told.includes(at)) told.push(at);
        const isThere = events[count - 1]?.object === true;
        const world = await World.start();
        const plays = bucketWith(isThere ? `"etag-${Math.ceil(count / 2)}"` : undefined);
        for (const at of told) await world.run(events[at]?.input ?? null, plays);
        const row = await world.row();
        expect(row).toMatchObject({ sequencer: `006${count - 1}` });
        expect(row?.["status"]).toBe(isThere ? "CATALOGUED" : undefined);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a deletion that cannot be recorded", () => {
  test.each([
    { by: HEAD, plays: { [HEAD]: fails("S3.S3Exception") } },
    {
      by: "the table",
      plays: { ...GONE, "dynamodb:updateItem": fails("DynamoDB.ThrottlingException") },
    },
  ])("for $by leaves a dead letter that is its redrive", async ({ plays }) => {
    const world = await World.start();
    await world.run(anUpload());
    expect(await world.run(aDeletion(), plays)).toMatchObject({ status: "FAILED" });
    const [letter] = world.sent("sqs:sendMessage") as { MessageBody: Json }[];
    await world.run(letter?.MessageBody ?? null, GONE);
    expect(await world.row()).toMatchObject({ deletedAt: expect.any(String) as string });
  });
});

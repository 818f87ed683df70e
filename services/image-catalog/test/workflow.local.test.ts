import { StateError, type Json } from "@blueprints/local-cloud/state-machine-testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageIdOf } from "../src/domain/image-id.ts";
import { anUpload, byHand, CAT, FLAGGED, STOP, World, type Play } from "./workflow-world.ts";

const MODERATE = "aws-sdk:rekognition:detectModerationLabels";
const HEAD = "aws-sdk:s3:headObject";

function fails(error: string, cause = "played by the test"): Play {
  return () => {
    throw new StateError(error, cause);
  };
}

function anObject(over: Record<string, Json> = {}): Play {
  return () => ({ ETag: '"etag-1"', ContentLength: 2048, ContentType: "image/jpeg", ...over });
}

describe("a clean image", () => {
  test.each([
    { way: "an upload", input: anUpload() },
    { way: "hand", input: byHand() },
  ])("is catalogued when started by $way", async ({ input }) => {
    const world = await World.start();
    expect(await world.run(input)).toMatchObject({ status: "SUCCEEDED" });
    const row = await world.row();
    expect(row).toMatchObject({
      Id: "cat.jpg",
      status: "CATALOGUED",
      bucket: "IngestionBucket",
      etag: '"etag-1"',
      execution: "execution-1",
      startedAt: "2026-01-15T12:00:00.000Z",
      finishedAt: expect.stringMatching(/^2026-01-15T12:/u) as string,
    });
    expect(JSON.parse(row?.["detectedObjects"] ?? "")).toEqual([CAT]);
    expect(JSON.parse(row?.["detectedText"] ?? "")).toEqual([STOP]);
    expect({ paid: world.paidCalls, mails: world.count("sns:publish") }).toEqual({
      paid: 3,
      mails: 0,
    });
  });

  test("is looked at where it lies, under its key as stored", async () => {
    const key = "../a b+c%20ü/🐈\n$(touch x).jpg";
    const world = await World.start();
    await world.run(anUpload({ key }));
    expect(await world.row(key)).toMatchObject({ status: "CATALOGUED" });
    const image = { Image: { S3Object: { Bucket: "IngestionBucket", Name: key } } };
    expect(world.sent(MODERATE)).toEqual([expect.objectContaining(image)]);
    expect(world.sent("aws-sdk:rekognition:detectText")).toEqual([image]);
    expect(world.sent("aws-sdk:rekognition:detectLabels")).toEqual([
      { ...image, MaxLabels: 50, MinConfidence: 55 },
    ]);
  });

  test("fits state and row with the largest answers Rekognition gives", async () => {
    const box = { Width: 0.123456789, Height: 0.123456789, Left: 0.123456789, Top: 0.123456789 };
    const instance = { BoundingBox: box, Confidence: 99.12345886230469 };
    const label = { ...CAT, Instances: Array.from({ length: 20 }, () => instance) };
    const point = { X: 0.123456789012, Y: 0.123456789012 };
    const word = { ...STOP, Geometry: { BoundingBox: box, Polygon: [point, point, point, point] } };
    const world = await World.start();
    await world.run(anUpload(), {
      "aws-sdk:rekognition:detectLabels": () => ({
        Labels: Array.from({ length: 50 }, () => label),
      }),
      "aws-sdk:rekognition:detectText": () => ({
        TextDetections: Array.from({ length: 200 }, () => word),
      }),
    });
    expect(await world.row()).toMatchObject({ status: "CATALOGUED" });
  });
});

describe("a flagged image", () => {
  test("gets a row and one mail with what a moderator needs, and nothing else", async () => {
    const world = await World.start();
    const outcome = await world.run(anUpload(), { [MODERATE]: () => FLAGGED });
    expect(outcome).toMatchObject({ status: "SUCCEEDED" });
    expect(await world.row()).toMatchObject({ status: "FLAGGED" });
    expect(await world.row()).not.toHaveProperty("detectedObjects");
    expect(world.sent("sns:publish")).toEqual([
      {
        TopicArn: "ModeratorTopic",
        Message: {
          bucket: "IngestionBucket",
          key: "cat.jpg",
          moderationResult: FLAGGED,
          id: imageIdOf("cat.jpg"),
          etag: '"etag-1"',
        },
      },
    ]);
    expect(world.paidCalls).toBe(1);
  });
});

describe("what is no image", () => {
  test.each([
    { what: "nothing", object: anObject({ ContentLength: 0 }), key: "cat.jpg" },
    { what: "a byte too much", object: anObject({ ContentLength: 15_728_641 }), key: "cat.jpg" },
    { what: "a web page", object: anObject({ ContentType: "text/html" }), key: "cat.jpg" },
    { what: "a document", object: anObject(), key: "cat.pdf" },
    { what: "a folder", object: anObject(), key: "cat.jpg/" },
  ])("is rejected before anything is paid: $what", async ({ object, key }) => {
    const world = await World.start();
    expect(await world.run(anUpload({ key }), { [HEAD]: object })).toMatchObject({
      status: "SUCCEEDED",
    });
    expect(await world.row(key)).toMatchObject({
      status: "REJECTED",
      reason: expect.stringMatching(/^UnsupportedImage: not a \.jpg, .* bytes of /u) as string,
    });
    expect(world.paidCalls).toBe(0);
  });

  test.each([
    { object: anObject({ ContentLength: 15_728_640 }), key: "cat.JPEG" },
    { object: anObject(), key: "cat.Jpg" },
    { object: anObject(), key: "cat.jPeG" },
    { object: anObject({ ContentType: "image/png" }), key: "cat.png" },
    { object: anObject({ ContentType: "binary/octet-stream" }), key: "a.b.PNG" },
  ])("does not include $key at the limit", async ({ object, key }) => {
    const world = await World.start();
    await world.run(anUpload({ key }), { [HEAD]: object });
    expect(await world.row(key)).toMatchObject({ status: "CATALOGUED" });
  });

  test.each([
    { by: MODERATE, error: "Rekognition.InvalidImageFormatException" },
    { by: MODERATE, error: "Rekognition.ImageTooLargeException" },
    { by: "aws-sdk:rekognition:detectText", error: "Rekognition.InvalidImageFormatException" },
    { by: "aws-sdk:rekognition:detectLabels", error: "Rekognition.InvalidParameterException" },
  ])("is rejected when $by says $error", async ({ by, error }) => {
    const world = await World.start();
    await world.run(anUpload(), { [by]: fails(error) });
    const reason = `${error}: played by the test`;
    expect(await world.row()).toMatchObject({ status: "REJECTED", reason });
    expect(world.count("sqs:sendMessage")).toBe(0);
  });

  test("is rejected when it was deleted before anyone looked", async () => {
    const world = await World.start();
    await world.run(anUpload(), { [HEAD]: fails("S3.NoSuchKeyException") });
    expect(await world.row()).toMatchObject({ status: "REJECTED" });
    expect(world.paidCalls).toBe(0);
  });
});

describe("an input that is none", () => {
  test.each([
    { input: byHand("cat.jpg", "OtherBucket"), error: "UnknownBucket" },
    { input: { bucket: "IngestionBucket", key: "" }, error: "UnknownInput" },
    { input: { bucket: "IngestionBucket" }, error: "UnknownInput" },
    { input: { bucket: 1, key: "cat.jpg" }, error: "UnknownInput" },
    {
      input: { detail: { bucket: { name: "IngestionBucket" }, object: {} } },
      error: "UnknownInput",
    },
    { input: [], error: "UnknownInput" },
    { input: null, error: "UnknownInput" },
  ])("ends in $error without a call: $input", async ({ input, error }) => {
    const world = await World.start();
    expect(await world.run(input)).toMatchObject({ status: "FAILED", error });
    expect(world.calls).toEqual([]);
  });

  test("never does anything, whatever it is", async () => {
    const world = await World.start();
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (input) => {
        expect(await world.run(input as Json)).toMatchObject({ status: "FAILED" });
        expect(world.calls).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("names an object by hand that does not exist: no row", async () => {
    const world = await World.start();
    const outcome = await world.run(byHand(), { [HEAD]: fails("S3.NoSuchKeyException") });
    expect(outcome).toMatchObject({ status: "FAILED", error: "ObjectNotFound" });
    expect(await world.row()).toBeUndefined();
  });
});

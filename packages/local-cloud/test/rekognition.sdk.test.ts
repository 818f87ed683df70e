import { readFile } from "node:fs/promises";
import {
  DetectFacesCommand,
  DetectLabelsCommand,
  DetectModerationLabelsCommand,
  DetectTextCommand,
  RekognitionClient,
} from "@aws-sdk/client-rekognition";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { rekognition } from "../src/services/rekognition/index.ts";
import { s3 } from "../src/services/s3/index.ts";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const SAMPLES = new URL("../../../services/image-catalog/samples/", import.meta.url);

const Samples = z.array(
  z.object({
    file: z.string(),
    status: z.enum(["CATALOGUED", "FLAGGED", "REJECTED"]),
    labels: z.array(z.string()),
    text: z.array(z.string()),
    moderationLabels: z.array(z.string()).default([]),
    error: z.string().optional(),
  }),
);

const samples = Samples.parse(
  JSON.parse(await readFile(new URL("expected.json", SAMPLES), "utf8")),
);

function sample(file: string): Promise<Buffer> {
  return readFile(new URL(file, SAMPLES));
}

let cloud: TestCloud;
let client: RekognitionClient;

beforeAll(async () => {
  cloud = await startTestCloud({ plugins: [s3, rekognition], keep: true });
  client = cloud.client(RekognitionClient);
});
afterAll(() => cloud.stop());

async function labelsOf(bytes: Uint8Array, minConfidence?: number) {
  const MinConfidence = minConfidence;
  const { Labels = [] } = await client.send(
    new DetectLabelsCommand({ Image: { Bytes: bytes }, MinConfidence }),
  );
  return Labels;
}

async function linesOf(bytes: Uint8Array): Promise<(string | undefined)[]> {
  const { TextDetections = [] } = await client.send(
    new DetectTextCommand({ Image: { Bytes: bytes } }),
  );
  return TextDetections.filter(({ Type }) => Type === "LINE").map((line) => line.DetectedText);
}

const usable = samples.filter(({ status }) => status !== "REJECTED");
const rejected = samples.filter(({ status }) => status === "REJECTED");

describe("the sample pictures", () => {
  test.each(usable)(
    "DetectModerationLabels sees in $file exactly what is expected",
    async (one) => {
      const { ModerationLabels, ModerationModelVersion, ContentTypes } = await client.send(
        new DetectModerationLabelsCommand({ Image: { Bytes: await sample(one.file) } }),
      );
      expect(ModerationLabels?.map(({ Name }) => Name)).toEqual(one.moderationLabels);
      expect(one.status).toBe(one.moderationLabels.length > 0 ? "FLAGGED" : "CATALOGUED");
      expect({ ModerationModelVersion, ContentTypes }).toEqual({
        ModerationModelVersion: "7.0",
        ContentTypes: [],
      });
    },
  );

  test.each(usable.filter(({ labels }) => labels.length > 0))(
    "DetectLabels sees $labels in $file",
    async ({ file, labels }) => {
      const names = (await labelsOf(await sample(file))).map(({ Name }) => Name);
      expect(names).toEqual(expect.arrayContaining(labels));
    },
  );

  test.each(usable.filter(({ text }) => text.length > 0))(
    "DetectText reads $text in $file",
    async ({ file, text }) => {
      expect(await linesOf(await sample(file))).toEqual(expect.arrayContaining(text));
    },
  );

  test.each(rejected)("all three operations answer $error for $file", async ({ file, error }) => {
    const Image = { Bytes: await sample(file) };
    const answers = await Promise.allSettled([
      client.send(new DetectModerationLabelsCommand({ Image })),
      client.send(new DetectLabelsCommand({ Image })),
      client.send(new DetectTextCommand({ Image })),
    ]);
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: "rejected",
        reason: { name: error, message: "Request has invalid image format" },
      });
    }
  });
});

describe("DetectLabels", () => {
  test("places the astronaut in the left two thirds of the picture", async () => {
    const [person] = await labelsOf(await sample("astronaut.jpg"));
    expect(person).toMatchObject({
      Name: "Person",
      Parents: [],
      Aliases: [{ Name: "Human" }],
      Categories: [{ Name: "Person Description" }],
    });
    const { Left = 1, Width = 0, Height = 0 } = person?.Instances?.[0]?.BoundingBox ?? {};
    expect(Left).toBeLessThan(0.1);
    expect(Left + Width).toBeGreaterThan(0.6);
    expect(Left + Width).toBeLessThan(0.85);
    expect(Height).toBeGreaterThan(0.85);
  });

  test("sees the pixels, not the file: the same picture blacked out has no labels", async () => {
    const black = await sharp(await sample("astronaut.jpg"))
      .linear(0, 0)
      .jpeg()
      .toBuffer();
    expect(await labelsOf(black)).toEqual([]);
  });

  test("sees two cups where there are two", async () => {
    const cup = await sharp(await sample("coffee.jpg"))
      .png()
      .toBuffer();
    const two = await sharp({
      create: { width: 1200, height: 400, channels: 3, background: "white" },
    })
      .composite([
        { input: cup, left: 0, top: 0 },
        { input: cup, left: 600, top: 0 },
      ])
      .png()
      .toBuffer();
    const found = (await labelsOf(two, 30)).find(({ Name }) => Name === "Cup");
    const lefts = found?.Instances?.map(({ BoundingBox }) => (BoundingBox?.Left ?? 0) < 0.5);
    expect(lefts?.toSorted()).toEqual([false, true]);
  });

  test("turns a sideways photograph upright before it looks", async () => {
    const sideways = await sharp(await sample("astronaut.jpg"))
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const [person] = await labelsOf(sideways);
    expect(person?.Name).toBe("Person");
    expect(person?.Instances?.[0]?.BoundingBox?.Left).toBeLessThan(0.1);
  });

  test("finds nothing below a confidence that no object reaches", async () => {
    expect(await labelsOf(await sample("astronaut.jpg"), 99)).toEqual([]);
  });

  test("answers ValidationException for a confidence of 101", async () => {
    await expect(labelsOf(await sample("cat.jpg"), 101)).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value '101' at 'minConfidence' failed to satisfy constraint: Member must have value less than or equal to 100",
    });
  });

  test("answers InvalidParameterException for a picture of 60 pixels", async () => {
    const tiny = await sharp(await sample("cat.jpg"))
      .resize(60, 60)
      .jpeg()
      .toBuffer();
    await expect(labelsOf(tiny)).rejects.toMatchObject({ name: "InvalidParameterException" });
  });

  test("answers ImageTooLargeException for a side beyond 10,000 pixels", async () => {
    const wide = await sharp(await sample("cat.jpg"))
      .resize(10_001, 80, { fit: "fill" })
      .jpeg()
      .toBuffer();
    await expect(labelsOf(wide)).rejects.toMatchObject({
      name: "ImageTooLargeException",
      message: "Input image dimensions 10001 x 80 exceed maximum dimension size of 10000 pixels",
    });
  });

  test("answers 501 NotEmulated for image properties", async () => {
    const command = new DetectLabelsCommand({
      Image: { Bytes: await sample("cat.jpg") },
      Features: ["IMAGE_PROPERTIES"],
    });
    await expect(client.send(command)).rejects.toMatchObject({
      name: "NotEmulated",
      $metadata: { httpStatusCode: 501 },
    });
  });
});

describe("DetectText", () => {
  test("gives each word the id of its line and a place on the sign", async () => {
    const { TextDetections = [], TextModelVersion } = await client.send(
      new DetectTextCommand({ Image: { Bytes: await sample("shop-sign.png") } }),
    );
    const line = TextDetections.find(({ DetectedText }) => DetectedText === "Fresh bread daily");
    const words = TextDetections.filter(({ ParentId }) => ParentId === line?.Id);
    expect(words.map(({ DetectedText }) => DetectedText)).toEqual(["Fresh", "bread", "daily"]);
    expect(line?.Confidence).toBeGreaterThan(90);
    expect(line?.Geometry?.BoundingBox?.Top).toBeCloseTo(0.42, 1);
    expect(line?.Geometry?.Polygon).toHaveLength(4);
    expect(TextModelVersion).toBe("3.0");
  });

  test("reads only the region asked for", async () => {
    const { TextDetections = [] } = await client.send(
      new DetectTextCommand({
        Image: { Bytes: await sample("shop-sign.png") },
        Filters: {
          RegionsOfInterest: [{ BoundingBox: { Left: 0, Top: 0, Width: 1, Height: 0.35 } }],
        },
      }),
    );
    const lines = TextDetections.filter(({ Type }) => Type === "LINE");
    expect(lines.map(({ DetectedText }) => DetectedText)).toEqual(["Corner Bakery"]);
  });
});

describe("an image in S3", () => {
  const Bucket = "pictures";
  let objects: S3Client;

  beforeAll(async () => {
    objects = cloud.client(S3Client);
    await objects.send(new CreateBucketCommand({ Bucket }));
    await objects.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
  });

  async function put(Key: string, Body: Uint8Array): Promise<string | undefined> {
    const { VersionId } = await objects.send(new PutObjectCommand({ Bucket, Key, Body }));
    return VersionId;
  }

  async function namesIn(Name: string, Version?: string) {
    const Image = { S3Object: { Bucket, Name, Version } };
    const { Labels = [] } = await client.send(new DetectLabelsCommand({ Image }));
    return Labels.map((label) => label.Name);
  }

  test("is looked at, whatever its key", async () => {
    await put("summer 2026/cat & friends ü.jpg", await sample("cat.jpg"));
    expect(await namesIn("summer 2026/cat & friends ü.jpg")).toContain("Cat");
  });

  test("is looked at in the version asked for", async () => {
    const older = await put("picture", await sample("cat.jpg"));
    await put("picture", await sample("astronaut.jpg"));
    expect(await namesIn("picture")).toEqual(["Person"]);
    expect(await namesIn("picture", older)).toContain("Cat");
  });

  test("answers ImageTooLargeException beyond 15 MB", async () => {
    const padded = Buffer.concat([await sample("cat.jpg"), Buffer.alloc(15 * 1024 * 1024)]);
    await put("huge.jpg", padded);
    await expect(namesIn("huge.jpg")).rejects.toMatchObject({ name: "ImageTooLargeException" });
  });

  test("answers InvalidImageFormatException for what is no image", async () => {
    await put("page.jpg", await sample("error-page.jpg"));
    await expect(namesIn("page.jpg")).rejects.toMatchObject({
      name: "InvalidImageFormatException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  const refused = {
    name: "InvalidS3ObjectException",
    message:
      "Unable to get object metadata from S3. Check object key, region and/or access permissions.",
    $metadata: { httpStatusCode: 400 },
  };

  test("answers InvalidS3ObjectException for a missing key, one that is gone, and an empty object", async () => {
    await put("empty.jpg", new Uint8Array());
    await put("gone.jpg", await sample("cat.jpg"));
    await objects.send(new DeleteObjectCommand({ Bucket, Key: "gone.jpg" }));
    for (const key of ["missing.jpg", "gone.jpg", "empty.jpg"]) {
      await expect(namesIn(key)).rejects.toMatchObject(refused);
    }
  });

  test("answers InvalidS3ObjectException for a bucket that does not exist", async () => {
    const Image = { S3Object: { Bucket: "no-such-bucket", Name: "cat.jpg" } };
    await expect(client.send(new DetectTextCommand({ Image }))).rejects.toMatchObject(refused);
  });
});

test("an operation that is not there answers 501 NotEmulated", async () => {
  const command = new DetectFacesCommand({ Image: { Bytes: await sample("astronaut.jpg") } });
  await expect(client.send(command)).rejects.toMatchObject({
    name: "NotEmulated",
    $metadata: { httpStatusCode: 501 },
  });
});

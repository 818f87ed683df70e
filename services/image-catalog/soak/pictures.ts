import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { inParallel } from "./in-parallel.ts";

const SAMPLES = new URL("../samples/", import.meta.url);
const UPLOADS_AT_ONCE = 16;
/** Every so many images is uploaded twice: first with another content, then with its own. */
const OVERWRITTEN_EVERY = 10;

/** Few contents under many keys: looking at a picture costs the local cloud most of a second. */
const FILES = [
  "cat.jpg",
  "wine-glass.jpg",
  "coffee.jpg",
  "truncated.jpg",
  "shop-sign.png",
  "wine-glass.jpg",
  "astronaut.jpg",
  "error-page.jpg",
];

const Expected = z.array(
  z.object({
    file: z.string(),
    status: z.enum(["CATALOGUED", "FLAGGED", "REJECTED"]),
    labels: z.array(z.string()),
    text: z.array(z.string()),
  }),
);

/** What the workflow should find in a sample. */
export type ExpectedSample = z.infer<typeof Expected>[number];

/** One key that is uploaded. */
export interface Picture {
  readonly key: string;
  readonly expected: ExpectedSample;
  /** File names of its contents, the last of which counts. */
  readonly contents: readonly string[];
}

/** The pictures of a soak: good, flagged and broken ones, some of them overwritten at once. */
export async function choosePictures(count: number): Promise<readonly Picture[]> {
  const samples = Expected.parse(JSON.parse(await read("expected.json")));
  return Array.from({ length: count }, (_, index): Picture => {
    const file = FILES[index % FILES.length] ?? "";
    const expected = samples.find((sample) => sample.file === file);
    if (expected === undefined) throw new Error(`expected.json says nothing of ${file}`);
    const key = `soak/${String(index).padStart(5, "0")}-${file}`;
    // A clean one only: what two looks at a flagged one would mail is not settled by the last upload.
    const isOverwritten = index % OVERWRITTEN_EVERY === 0 && expected.status !== "FLAGGED";
    return { key, expected, contents: isOverwritten ? [other(file), file] : [file] };
  });
}

function other(file: string): string {
  return file === "error-page.jpg" ? "coffee.jpg" : "error-page.jpg";
}

/** Uploads all contents of all pictures; each is acknowledged once this resolves. */
export async function uploadPictures(
  s3: S3Client,
  Bucket: string,
  pictures: readonly Picture[],
): Promise<void> {
  const bodies = new Map<string, Buffer>();
  for (const file of FILES) bodies.set(file, await readFile(new URL(file, SAMPLES)));
  const bodyOf = (file: string): Buffer => bodies.get(file) ?? Buffer.alloc(0);
  await inParallel(UPLOADS_AT_ONCE, pictures, async ({ key, contents }) => {
    for (const file of contents) {
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: bodyOf(file) }));
    }
  });
}

function read(name: string): Promise<string> {
  return readFile(new URL(name, SAMPLES), "utf8");
}

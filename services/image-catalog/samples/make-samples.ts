import { readFile, writeFile } from "node:fs/promises";
import sharp from "sharp";

/*
 * Makes the sample pictures again: `node samples/make-samples.ts [photos]`, where `photos` is
 * scikit-image's data folder. Without it only the rendered pictures and the broken files are made.
 */
const samples = new URL("./", import.meta.url);
const JPEG = { quality: 88, mozjpeg: true };

/** scikit-image's file and ours; the photos keep their size and only change their format. */
const PHOTOS = [
  ["astronaut.png", "astronaut.jpg"],
  ["chelsea.png", "cat.jpg"],
  ["coffee.png", "coffee.jpg"],
] as const;

async function write(name: string, bytes: Uint8Array | string): Promise<void> {
  await writeFile(new URL(name, samples), bytes);
}

const [, , photos] = process.argv;
if (photos !== undefined) {
  for (const [source, name] of PHOTOS) {
    await write(name, await sharp(`${photos}/${source}`).jpeg(JPEG).toBuffer());
  }
}

const source = (name: string): Promise<Buffer> => readFile(new URL(`sources/${name}`, samples));
await write(
  "shop-sign.png",
  await sharp(await source("shop-sign.svg"))
    .png()
    .toBuffer(),
);
await write(
  "wine-glass.jpg",
  await sharp(await source("wine-glass.svg"))
    .jpeg(JPEG)
    .toBuffer(),
);

// A transfer that broke off: the header is good, the second half of the pixels is missing.
const whole = await readFile(new URL("coffee.jpg", samples));
await write("truncated.jpg", whole.subarray(0, Math.floor(whole.length / 2)));

// What a failed download often leaves behind: an error page under a picture's name.
await write(
  "error-page.jpg",
  "<!doctype html><title>404 Not Found</title><h1>Not Found</h1><p>No such picture.</p>\n",
);

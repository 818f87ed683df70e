import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { sharpThumbnailer } from "./thumbnailer-sharp.ts";

const thumbnailer = sharpThumbnailer();

function sample(name: string): Promise<Buffer> {
  return readFile(new URL(`../../samples/${name}`, import.meta.url));
}

/** An image of one colour: huge to decode, small to send. */
function plain(width: number, height: number) {
  return sharp({
    create: { width, height, channels: 3, background: "red" },
    limitInputPixels: false,
  });
}

describe("a thumbnail", () => {
  test.each(["cat.jpg", "shop-sign.png"])("of %s is a WebP of at most 320 pixels", async (name) => {
    const bytes = await thumbnailer.make(await sample(name));
    const { format, width, height } = await sharp(bytes).metadata();
    expect(format).toBe("webp");
    expect(Math.max(width, height)).toBe(320);
  });

  test("is no larger than its image", async () => {
    const bytes = await thumbnailer.make(await plain(40, 20).png().toBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 40, height: 20 });
  });

  test("stands as the camera was held, and tells nothing of where", async () => {
    const image = plain(400, 200).withExif({ IFD0: { Copyright: "me" } });
    const rotated = await image.jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const { width, height, exif } = await sharp(await thumbnailer.make(rotated)).metadata();
    expect({ width, height, exif }).toEqual({ width: 160, height: 320, exif: undefined });
  });

  test("is refused to a picture that only its size makes dangerous, within two seconds", async () => {
    const bomb = await plain(9000, 9000).png({ compressionLevel: 1 }).toBuffer();
    const startedAt = performance.now();
    expect(await thumbnailer.make(bomb)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  test.each([
    ["an error page", () => sample("error-page.jpg")],
    ["half a file", () => sample("truncated.jpg")],
    ["nothing", async () => new Uint8Array()],
  ])("is none of %s", async (_what, image) => {
    expect(await thumbnailer.make(await image())).toBeUndefined();
  });
});

import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decode, openImage } from "./decode-image.ts";

interface Plain {
  readonly width: number;
  readonly height: number;
}

function plain({ width, height }: Plain) {
  return sharp({ create: { width, height, channels: 3, background: "#336699" } });
}

async function faultOf(bytes: Uint8Array): Promise<unknown> {
  try {
    await decode((await openImage(bytes)).pixels().raw());
    return undefined;
  } catch (error) {
    return (error as { fault: unknown }).fault;
  }
}

describe("openImage", () => {
  test("turns a picture upright as its EXIF orientation says", async () => {
    const sideways = await plain({ width: 200, height: 100 })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const image = await openImage(sideways);
    const { info } = await image.pixels().raw().toBuffer({ resolveWithObject: true });
    expect({ width: image.width, height: image.height }).toEqual({ width: 100, height: 200 });
    expect({ width: info.width, height: info.height }).toEqual({ width: 100, height: 200 });
  });

  test("shows a transparent picture on white", async () => {
    const clear = await sharp({
      create: { width: 90, height: 90, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const pixels = await decode((await openImage(clear)).pixels().raw());
    expect(new Set(pixels)).toEqual(new Set([255]));
  });

  test.each([
    { what: "GIF", bytes: () => plain({ width: 90, height: 90 }).gif().toBuffer() },
    { what: "WebP", bytes: () => plain({ width: 90, height: 90 }).webp().toBuffer() },
    {
      what: "SVG",
      bytes: () =>
        Promise.resolve(
          Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'/>"),
        ),
    },
    { what: "text", bytes: () => Promise.resolve(Buffer.from("<html></html>")) },
    {
      what: "nothing but a JPEG's first bytes",
      bytes: () => Promise.resolve(Buffer.from([0xff, 0xd8, 0xff, 0xe0])),
    },
  ])("refuses $what", async ({ bytes }) => {
    expect(await faultOf(await bytes())).toEqual({ kind: "format" });
  });

  test.each(["jpeg", "png"] as const)("refuses a %s that breaks off", async (format) => {
    const noise = await sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: "black",
        noise: { type: "gaussian", mean: 128, sigma: 60 },
      },
    })
      .toFormat(format)
      .toBuffer();
    expect(await faultOf(noise.subarray(0, noise.length / 2))).toEqual({ kind: "format" });
    expect(await faultOf(noise)).toBeUndefined();
  });

  test("refuses a side below 80 pixels", async () => {
    expect(await faultOf(await plain({ width: 79, height: 80 }).png().toBuffer())).toEqual({
      kind: "tooSmall",
    });
    expect(await faultOf(await plain({ width: 80, height: 80 }).png().toBuffer())).toBeUndefined();
  });

  test("refuses a side beyond 10,000 pixels and says the dimensions", async () => {
    const wide = await plain({ width: 10_001, height: 80 }).png().toBuffer();
    expect(await faultOf(wide)).toEqual({ kind: "tooLarge", width: 10_001, height: 80 });
  });
});

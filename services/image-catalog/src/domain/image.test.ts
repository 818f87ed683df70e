import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertSupported, MAX_INLINE_BYTES } from "./image.ts";

const JPEG = [0xff, 0xd8, 0xff, 0xe0];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const UNSUPPORTED = expect.objectContaining({ kind: "invalid", code: "UnsupportedImage" }) as Error;

function anImage(start: readonly number[], length = start.length): { image: Uint8Array } {
  const image = new Uint8Array(length);
  image.set(start.slice(0, length));
  return { image };
}

describe("assertSupported", () => {
  test.each([
    { kind: "a JPEG", image: anImage(JPEG) },
    { kind: "a PNG", image: anImage(PNG) },
    { kind: "a PNG of 5 MiB", image: anImage(PNG, MAX_INLINE_BYTES) },
    {
      kind: "an object in S3, whatever it is called",
      image: { bucket: "photos", key: "notes.txt" },
    },
  ])("takes $kind", ({ image }) => {
    expect(() => assertSupported(image)).not.toThrow();
  });

  test.each([
    { kind: "nothing", image: anImage([]) },
    { kind: "half a signature", image: anImage(PNG, 7) },
    { kind: "a GIF", image: anImage([...Buffer.from("GIF89a")]) },
    { kind: "an SVG", image: anImage([...Buffer.from("<svg xmlns=")]) },
    { kind: "a PNG above 5 MiB", image: anImage(PNG, MAX_INLINE_BYTES + 1) },
  ])("refuses $kind", ({ image }) => {
    expect(() => assertSupported(image)).toThrow(UNSUPPORTED);
  });

  test("refuses bytes that do not begin as a JPEG or PNG", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (image) => {
        fc.pre(image[0] !== 0xff && image[0] !== 0x89);
        expect(() => assertSupported({ image })).toThrow(UNSUPPORTED);
      }),
    );
  });
});

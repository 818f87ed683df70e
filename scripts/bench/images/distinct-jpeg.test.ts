import { expect, test } from "vitest";
import { distinctJpeg } from "./distinct-jpeg.ts";

const PICTURE = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

test("a comment comes right after the start of the image, and all the rest stays", () => {
  const bytes = [0xff, 0xd8, 0xff, 0xfe, 0, 4, 0x61, 0x62, 0xff, 0xe0, 1, 2, 3];
  expect([...distinctJpeg(PICTURE, "ab")]).toEqual(bytes);
});

test("what is no JPEG is refused", () => {
  expect(() => distinctJpeg(Buffer.from("GIF89a"), "ab")).toThrow("not a JPEG");
});

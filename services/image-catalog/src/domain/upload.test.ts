import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { uploadKey, type UploadWish } from "./upload.ts";

function aWish(over: Partial<UploadWish> = {}): UploadWish {
  return { name: "cat.jpg", contentType: "image/jpeg", sizeBytes: 1, ...over };
}

describe("uploadKey", () => {
  test.each([
    [aWish(), "uploads/1/cat.jpg"],
    [aWish({ name: "größe 📷 a+b%20.JPEG" }), "uploads/1/größe 📷 a+b%20.JPEG"],
    [aWish({ name: "cat.PNG", contentType: "image/png" }), "uploads/1/cat.PNG"],
  ])("puts %j under its own folder", (wish, key) => {
    expect(uploadKey(wish, "1")).toBe(key);
  });

  test.each([
    "../cat.jpg",
    "a/cat.jpg",
    "a\\cat.jpg",
    ".jpg",
    "..jpg",
    "cat.png",
    "cat.jpg/",
    "cat.jpg\n",
    "ca\u0000t.jpg",
    "gpj.tac\u202E.jpg",
    "cat.jpg.exe",
    "",
    `${"ü".repeat(99)}.jpg`,
  ])("refuses %j", (name) => {
    expect(() => uploadKey(aWish({ name }), "1")).toThrow(
      expect.objectContaining({ kind: "invalid", code: "InvalidFileName" }) as Error,
    );
  });

  test("never leaves the folder of its upload, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        let key: string;
        try {
          key = uploadKey(aWish({ name: `${text}.jpg` }), "1");
        } catch {
          return;
        }
        expect(key).toMatch(/^uploads\/1\/[^/\\]+\.jpg$/u);
      }),
    );
  });
});

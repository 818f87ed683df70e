import { describe, expect, test } from "vitest";
import { uploadKey } from "./upload.ts";

describe("uploadKey", () => {
  test.each(["film.mp4", "FILM.MP4", "größe 📷 + 100%.mp4", "<img src=x onerror=alert(1)>.mp4"])(
    "keeps the name %s",
    (name) => {
      expect(uploadKey(name, "1")).toBe(`uploads/1/${name}`);
    },
  );

  test.each([
    "film.mov",
    "film.mp4.exe",
    ".mp4",
    "../film.mp4",
    String.raw`a\film.mp4`,
    "a\nb.mp4",
    "a\u202Eb.mp4",
    `${"é".repeat(99)}.mp4`,
  ])("refuses %j", (name) => {
    expect(() => uploadKey(name, "1")).toThrow(
      expect.objectContaining({ code: "InvalidFileName" }),
    );
  });
});

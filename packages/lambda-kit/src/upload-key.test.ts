import { describe, expect, test } from "vitest";
import { uploadKey } from "./upload-key.ts";

const VIDEO = { what: "a video", ending: ".mp4", uploadId: "1" };

describe("uploadKey", () => {
  test.each(["film.mp4", "FILM.MP4", "größe 📷 + 100%.mp4", "<img src=x onerror=alert(1)>.mp4"])(
    "keeps the name %s",
    (name) => {
      expect(uploadKey(name, VIDEO)).toBe(`uploads/1/${name}`);
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
    expect(() => uploadKey(name, VIDEO)).toThrow(
      expect.objectContaining({ code: "InvalidFileName" }),
    );
  });
});

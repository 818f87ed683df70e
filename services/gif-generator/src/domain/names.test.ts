import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baseOf, frameAt, frameKey, gifKey, manifestKey } from "./names.ts";

/** Names as strangers give them. */
const ODD_KEYS = [
  "talks/reinvent.mp4",
  "reinvent.v2.mp4",
  "reinvent.MP4",
  "re invent.mp4",
  "re+invent.mp4",
  "re%20invent.mp4",
  "../reinvent.mp4",
  "/reinvent.mp4",
  "a//b.mp4",
  "-rf.mp4",
  ".mp4",
  "$(touch x).mp4",
  "'; rm -rf ~'.mp4",
  "été 🐈.mp4",
  "line\nbreak.mp4",
  `${"k".repeat(1020)}.mp4`,
];

describe("baseOf", () => {
  test("has the post's names for plain keys", () => {
    expect(baseOf("reinvent.mp4")).toBe("reinvent");
    expect(gifKey("reinvent", 30)).toBe("reinvent/reinvent-30.gif");
    expect(frameKey("reinvent", { start: 0, n: 1 })).toBe("reinvent/reinvent-0-frame-1.jpg");
    expect(manifestKey("reinvent")).toBe("reinvent/manifest.json");
  });

  test.each(ODD_KEYS)("makes a folder that is safe anywhere of %j", (key) => {
    const base = baseOf(key);
    expect(base).toMatch(/^[\w-]{0,40}~[0-9a-f]{32}$/u);
    expect(frameKey(base, { start: 14_370, n: 300 }).length).toBeLessThan(1024);
  });

  test("keeps what is readable of an odd name", () => {
    expect(baseOf("talks/re:Invent 2019.mp4")).toMatch(/^re-Invent-2019~/u);
  });

  test("never gives two keys one folder", () => {
    const plain = fc.stringMatching(/^[\w-]{1,12}$/u).map((name) => `${name}.mp4`);
    const key = fc.oneof(plain, fc.string({ unit: "binary" }), fc.constantFrom(...ODD_KEYS));
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 2, maxLength: 20 }), (keys) => {
        expect(new Set(keys.map(baseOf)).size).toBe(keys.length);
      }),
    );
  });
});

describe("frameAt", () => {
  test.each([
    { position: 0, at: { start: 0, n: 1 } },
    { position: 29.9, at: { start: 0, n: 30 } },
    { position: 30, at: { start: 30, n: 1 } },
    { position: 37.5, at: { start: 30, n: 8 } },
  ])("finds the still of second $position", ({ position, at }) => {
    expect(frameAt(position, 30)).toEqual(at);
  });
});

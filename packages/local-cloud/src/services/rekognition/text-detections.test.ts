import { describe, expect, test } from "vitest";
import { textDetectionsOf, type WordWishes } from "./text-detections.ts";
import type { ReadWord } from "./vision/text-reader.ts";

function word(text: string, over: Partial<ReadWord> = {}): ReadWord {
  return {
    text,
    confidence: 90,
    box: { left: 0.25, top: 0.5, width: 0.25, height: 0.25 },
    ...over,
  };
}

function wishes(over: Partial<WordWishes> = {}): WordWishes {
  return { minConfidence: 80, minHeight: 0, minWidth: 0, regions: [], ...over };
}

describe("textDetectionsOf", () => {
  test("answers all lines first, then all words, each with the id of its line", () => {
    const read = [{ words: [word("Fresh"), word("bread")] }, { words: [word("Open")] }];
    const detections = textDetectionsOf(read, wishes());
    expect(
      detections.map(({ Type, DetectedText, Id, ParentId }) => [Type, DetectedText, Id, ParentId]),
    ).toEqual([
      ["LINE", "Fresh bread", 0, undefined],
      ["LINE", "Open", 1, undefined],
      ["WORD", "Fresh", 2, 0],
      ["WORD", "bread", 3, 0],
      ["WORD", "Open", 4, 1],
    ]);
    expect(detections[0]).not.toHaveProperty("ParentId");
  });

  test("gives boxes and polygons as ratios, clockwise from the top left", () => {
    const far = word("end", { box: { left: 0.75, top: 0.5, width: 0.25, height: 0.5 } });
    const [line, first] = textDetectionsOf([{ words: [word("start"), far] }], wishes());
    expect(line?.Geometry.BoundingBox).toEqual({ Left: 0.25, Top: 0.5, Width: 0.75, Height: 0.5 });
    expect(first?.Geometry.Polygon).toEqual([
      { X: 0.25, Y: 0.5 },
      { X: 0.5, Y: 0.5 },
      { X: 0.5, Y: 0.75 },
      { X: 0.25, Y: 0.75 },
    ]);
  });

  test("leaves out unsure words, and lines of which nothing is left", () => {
    const read = [
      { words: [word("clear"), word("?!", { confidence: 60 })] },
      { words: [word("noise", { confidence: 79 })] },
    ];
    const detections = textDetectionsOf(read, wishes());
    expect(detections.map(({ DetectedText }) => DetectedText)).toEqual(["clear", "clear"]);
  });

  test.each([
    { rule: "lower", over: { minHeight: 0.26 } },
    { rule: "narrower", over: { minWidth: 0.26 } },
    {
      rule: "no more than half within the region",
      over: { regions: [{ left: 0, top: 0, width: 0.375, height: 1 }] },
    },
  ])("leaves out words that are $rule", ({ over }) => {
    expect(textDetectionsOf([{ words: [word("small")] }], wishes(over))).toEqual([]);
  });

  test("keeps a word more than half within one of the regions", () => {
    const regions = [
      { left: 0, top: 0, width: 0.1, height: 0.1 },
      { left: 0, top: 0, width: 0.4, height: 1 },
    ];
    expect(textDetectionsOf([{ words: [word("kept")] }], wishes({ regions }))).toHaveLength(2);
  });

  test("stops at 100 words, as DetectText does", () => {
    const read = Array.from({ length: 30 }, () => ({
      words: Array.from({ length: 7 }, () => word("x")),
    }));
    const types = textDetectionsOf(read, wishes()).map(({ Type }) => Type);
    expect(types.filter((type) => type === "WORD")).toHaveLength(100);
    expect(types.filter((type) => type === "LINE")).toHaveLength(15);
  });
});

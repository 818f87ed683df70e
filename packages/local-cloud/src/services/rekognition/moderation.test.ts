import { describe, expect, test } from "vitest";
import { moderationLabelsOf } from "./moderation.ts";
import type { CocoClass } from "./vision/coco-classes.ts";
import type { DetectedObject } from "./vision/object-detector.ts";

function seen(className: CocoClass, score: number): DetectedObject {
  return { className, score, box: { left: 0, top: 0, width: 1, height: 1 } };
}

describe("moderationLabelsOf", () => {
  test("answers a wine glass with the label and its parent", () => {
    expect(moderationLabelsOf([seen("wine glass", 0.75)], 50)).toEqual([
      { Confidence: 75, Name: "Alcoholic Beverages", ParentName: "Alcohol", TaxonomyLevel: 2 },
      { Confidence: 75, Name: "Alcohol", ParentName: "", TaxonomyLevel: 1 },
    ]);
  });

  test("answers each label once, as sure as the surest object", () => {
    const labels = moderationLabelsOf(
      [seen("knife", 0.5), seen("wine glass", 0.625), seen("knife", 0.875)],
      50,
    );
    expect(labels.map(({ Name, Confidence }) => [Name, Confidence])).toEqual([
      ["Weapons", 87.5],
      ["Violence", 87.5],
      ["Alcoholic Beverages", 62.5],
      ["Alcohol", 62.5],
    ]);
  });

  test("leaves out what is below the confidence asked for", () => {
    expect(moderationLabelsOf([seen("knife", 0.49)], 50)).toEqual([]);
  });

  test("finds nothing in people, cups and bottles", () => {
    const harmless = [seen("person", 0.9), seen("cup", 0.9), seen("bottle", 0.9)];
    expect(moderationLabelsOf(harmless, 50)).toEqual([]);
  });
});

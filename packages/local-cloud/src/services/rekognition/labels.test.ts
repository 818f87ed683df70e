import { describe, expect, test } from "vitest";
import { labelEntry, labelNameOf } from "./label-taxonomy.ts";
import { type LabelFilter, labelsOf, type LabelWishes } from "./labels.ts";
import { COCO_CLASSES, type CocoClass } from "./vision/coco-classes.ts";
import type { DetectedObject } from "./vision/object-detector.ts";

const BOX = { left: 0.1, top: 0.2, width: 0.3, height: 0.4 };
const NOTHING = { labels: [], categories: [] };

function seen(className: CocoClass, score: number): DetectedObject {
  return { className, score, box: BOX };
}

function wishes(over: Partial<LabelWishes> = {}): LabelWishes {
  return { minConfidence: 55, maxLabels: 1000, include: NOTHING, exclude: NOTHING, ...over };
}

function namesOf(objects: DetectedObject[], over: Partial<LabelWishes> = {}): string[] {
  return labelsOf(objects, wishes(over)).map(({ Name }) => Name);
}

function only(labels: string[], categories: string[] = []): LabelFilter {
  return { labels, categories };
}

describe("label taxonomy", () => {
  test.each(COCO_CLASSES)("has a label and all its ancestors for %s", (className) => {
    const entry = labelEntry(labelNameOf(className));
    expect(entry?.category).toMatch(/^[A-Z]/);
    expect(entry?.parents).not.toContain(entry?.name);
    for (const parent of entry?.parents ?? []) expect(labelEntry(parent)?.name).toBe(parent);
  });

  test("answers nothing for names of JavaScript's own", () => {
    expect(labelEntry("constructor")).toBeUndefined();
    expect(labelEntry("__proto__")).toBeUndefined();
  });
});

describe("labelsOf", () => {
  test("answers a car as Rekognition does: with its alias, its category and all its ancestors", () => {
    const labels = labelsOf([seen("car", 0.75)], wishes());
    expect(labels.map(({ Name }) => Name)).toEqual(["Car", "Transportation", "Vehicle"]);
    expect(labels[0]).toEqual({
      Name: "Car",
      Confidence: 75,
      Instances: [
        { BoundingBox: { Left: 0.1, Top: 0.2, Width: 0.3, Height: 0.4 }, Confidence: 75 },
      ],
      Parents: [{ Name: "Transportation" }, { Name: "Vehicle" }],
      Aliases: [{ Name: "Automobile" }],
      Categories: [{ Name: "Vehicles and Automotive" }],
    });
    expect(labels[1]?.Instances).toEqual([]);
  });

  test("gathers the instances of a label under the confidence of the surest", () => {
    const [person] = labelsOf([seen("person", 0.6), seen("person", 0.9)], wishes());
    expect(person?.Confidence).toBe(90);
    expect(person?.Instances.map(({ Confidence }) => Confidence)).toEqual([60, 90]);
    expect(person?.Parents).toEqual([]);
  });

  test("is as sure of an ancestor as of the surest thing below it", () => {
    const labels = labelsOf([seen("cat", 0.6), seen("zebra", 0.8)], wishes());
    const confidences = Object.fromEntries(labels.map((label) => [label.Name, label.Confidence]));
    expect(confidences).toMatchObject({ Cat: 60, Pet: 60, Zebra: 80, Wildlife: 80, Animal: 80 });
  });

  test("leaves out labels and instances below the confidence asked for", () => {
    expect(namesOf([seen("cup", 0.54)])).toEqual([]);
    expect(namesOf([seen("cup", 0.54)], { minConfidence: 50 })).toEqual(["Cup"]);
  });

  test("keeps the surest labels when there are more than asked for", () => {
    const objects = [seen("cup", 0.6), seen("person", 0.9), seen("bowl", 0.7)];
    expect(namesOf(objects, { maxLabels: 2 })).toEqual(["Person", "Bowl"]);
    expect(namesOf(objects, { maxLabels: 0 })).toEqual([]);
  });

  test("includes and excludes by label and by category", () => {
    const objects = [seen("car", 0.9), seen("cup", 0.8)];
    expect(namesOf(objects, { include: only(["Cup"]) })).toEqual(["Cup"]);
    expect(namesOf(objects, { include: only(["Cup"], ["Vehicles and Automotive"]) })).toHaveLength(
      4,
    );
    expect(namesOf(objects, { exclude: only([], ["Vehicles and Automotive"]) })).toEqual(["Cup"]);
    expect(
      namesOf(objects, {
        include: only([], ["Vehicles and Automotive"]),
        exclude: only(["Transportation"]),
      }),
    ).toEqual(["Car", "Vehicle"]);
  });
});

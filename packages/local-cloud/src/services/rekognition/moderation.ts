import type { CocoClass } from "./vision/coco-classes.ts";
import type { DetectedObject } from "./vision/object-detector.ts";

/** The version of the taxonomy whose names are used here. */
export const MODERATION_MODEL_VERSION = "7.0";

/** A moderation label as `DetectModerationLabels` answers it. */
export interface ModerationLabel {
  /** 0 to 100. */
  readonly Confidence: number;
  readonly Name: string;
  /** The empty string at the top level. */
  readonly ParentName: string;
  readonly TaxonomyLevel: number;
}

/**
 * What the detector knows that the moderation taxonomy names, from the top level down. A bottle is
 * not among them: the detector cannot tell wine from water. A table knife is: it cannot tell that
 * from a weapon either, and the taxonomy's definition of `Weapons` names knives.
 *
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/moderation-api.html
 */
const PATHS: Partial<Record<CocoClass, readonly string[]>> = {
  "wine glass": ["Alcohol", "Alcoholic Beverages"],
  knife: ["Violence", "Weapons"],
};

/** The moderation labels for what the detector saw: the surest first, the narrower before its parent. */
export function moderationLabelsOf(
  objects: readonly DetectedObject[],
  minConfidence: number,
): ModerationLabel[] {
  const labels = new Map<string, ModerationLabel>();
  for (const { className, score } of objects) {
    const confidence = score * 100;
    for (const [index, name] of (PATHS[className] ?? []).entries()) {
      if (confidence < minConfidence) break;
      labels.set(name, {
        Confidence: Math.max(labels.get(name)?.Confidence ?? 0, confidence),
        Name: name,
        ParentName: PATHS[className]?.[index - 1] ?? "",
        TaxonomyLevel: index + 1,
      });
    }
  }
  return [...labels.values()].toSorted(
    (a, b) => b.Confidence - a.Confidence || b.TaxonomyLevel - a.TaxonomyLevel,
  );
}

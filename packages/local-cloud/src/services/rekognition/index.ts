import { definePlugin } from "../../service.ts";
import { detectLabels } from "./operations/detect-labels.ts";
import { detectModerationLabels } from "./operations/detect-moderation-labels.ts";
import { detectText } from "./operations/detect-text.ts";
import type { RekognitionState } from "./rekognition-state.ts";
import { createVisionEngine } from "./vision/engine.ts";

/**
 * Rekognition, with models that look at the pixels: nothing is answered that they do not see.
 *
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/Welcome.html
 */
export const rekognition = definePlugin<"rekognition", RekognitionState>({
  id: "rekognition",
  operations: {
    DetectLabels: detectLabels,
    DetectModerationLabels: detectModerationLabels,
    DetectText: detectText,
  },
  support: {
    DetectLabels: {
      level: "partial",
      note: "Sees the 80 COCO object classes and their ancestors, fairly accurately, with lower confidence than AWS. Cannot see: scenes, activities, clothing, landmarks, anything else. No image properties; label names outside these classes are not checked in filters.",
    },
    DetectModerationLabels: {
      level: "partial",
      note: "Sees wine glasses (Alcoholic Beverages) and knives (Weapons), and a table knife counts as one. Cannot see: nudity, swimwear, violence, blood, guns, drugs, tobacco, bottles of alcohol, gestures, gambling, hate symbols, content types. No human review, no custom adapters. Never rely on it to keep anything out.",
    },
    DetectText: {
      level: "partial",
      note: "Reads Latin letters with an English model, upright or nearly so; patterns in photographs are sometimes taken for short words. Polygons are upright boxes. Cannot see: other scripts, handwriting, text turned by more than a few degrees. No polygons as regions of interest.",
    },
  },
  open: () => ({ vision: createVisionEngine() }),
  stop: ({ vision }) => vision.close(),
});

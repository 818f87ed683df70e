import type * as Rekognition from "@aws-sdk/client-rekognition";
import { NotEmulatedError } from "../../../errors.ts";
import type { In, Out } from "../../../service.ts";
import { validationError } from "../errors.ts";
import { loadImage } from "../image-source.ts";
import { numberInRange } from "../number-range.ts";
import { objectsOf, type RekognitionContext } from "../rekognition-state.ts";
import { textDetectionsOf, type WordWishes } from "../text-detections.ts";
import type { Box } from "../vision/box.ts";

type Input = In<typeof Rekognition, "DetectText">;
type Output = Out<typeof Rekognition, "DetectText">;

const DEFAULT_MIN_CONFIDENCE = 80; // percent; "the default MinConfidence is 80", API_DetectionFilter
const MAX_REGIONS = 10; // API_DetectTextFilters
const TEXT_MODEL_VERSION = "3.0";

/**
 * Reads the text in an image.
 *
 * @throws {AwsError} See {@link loadImage}; `NotEmulated` for regions that are polygons.
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectText.html
 */
export async function detectText(input: Input, ctx: RekognitionContext): Promise<Output> {
  const wishes = wordWishes(input.Filters);
  const image = await loadImage(input.Image, objectsOf(ctx));
  const lines = await ctx.state.vision.readText(image, ctx.signal);
  return {
    TextDetections: textDetectionsOf(lines, wishes),
    TextModelVersion: TEXT_MODEL_VERSION,
  };
}

function wordWishes(filters: Input["Filters"]): WordWishes {
  const regions = filters?.RegionsOfInterest ?? [];
  if (regions.length > MAX_REGIONS) {
    throw validationError(
      `Value at 'filters.regionsOfInterest' failed to satisfy constraint: Member must have length less than or equal to ${MAX_REGIONS}`,
    );
  }
  return { ...wordFilter(filters?.WordFilter ?? {}), regions: regions.map(regionBox) };
}

function wordFilter(words: Rekognition.DetectionFilter): Omit<WordWishes, "regions"> {
  return {
    minConfidence: numberInRange({
      member: "filters.wordFilter.minConfidence",
      value: words.MinConfidence,
      fallback: DEFAULT_MIN_CONFIDENCE,
      max: 100,
    }),
    minHeight: numberInRange({
      member: "filters.wordFilter.minBoundingBoxHeight",
      value: words.MinBoundingBoxHeight,
      fallback: 0,
      max: 1,
    }),
    minWidth: numberInRange({
      member: "filters.wordFilter.minBoundingBoxWidth",
      value: words.MinBoundingBoxWidth,
      fallback: 0,
      max: 1,
    }),
  };
}

function regionBox({ BoundingBox: box, Polygon: polygon }: Rekognition.RegionOfInterest): Box {
  if (polygon !== undefined) {
    throw new NotEmulatedError("rekognition:DetectText", "Filters.RegionsOfInterest.Polygon");
  }
  return {
    left: box?.Left ?? 0,
    top: box?.Top ?? 0,
    width: box?.Width ?? 1,
    height: box?.Height ?? 1,
  };
}

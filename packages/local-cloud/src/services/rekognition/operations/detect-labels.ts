import type * as Rekognition from "@aws-sdk/client-rekognition";
import type { GeneralLabelsSettings } from "@aws-sdk/client-rekognition";
import { NotEmulatedError } from "../../../errors.ts";
import type { In, Out } from "../../../service.ts";
import { loadImage } from "../image-source.ts";
import { labelsOf, type LabelWishes } from "../labels.ts";
import { numberInRange } from "../number-range.ts";
import { objectsOf, type RekognitionContext } from "../rekognition-state.ts";

type Input = In<typeof Rekognition, "DetectLabels">;
type Output = Out<typeof Rekognition, "DetectLabels">;

const DEFAULT_MIN_CONFIDENCE = 55; // percent; API_DetectLabels
const MAX_LABELS = 1000; // "the default and upper limit is 1000 labels"; API_DetectLabels
const MAX_INTEGER = 2 ** 31 - 1; // the type of MaxLabels
const LABEL_MODEL_VERSION = "3.0"; // the label list whose names are used

/**
 * Names the objects in an image.
 *
 * @throws {AwsError} See {@link loadImage}; `NotEmulated` for image properties.
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html
 */
export async function detectLabels(input: Input, ctx: RekognitionContext): Promise<Output> {
  const wishes = labelWishes(input);
  const image = await loadImage(input.Image, objectsOf(ctx));
  const objects = await ctx.state.vision.detectObjects(image, ctx.signal);
  return { Labels: labelsOf(objects, wishes), LabelModelVersion: LABEL_MODEL_VERSION };
}

function labelWishes(input: Input): LabelWishes {
  if (input.Features?.includes("IMAGE_PROPERTIES") === true) {
    throw new NotEmulatedError("rekognition:DetectLabels", "Features IMAGE_PROPERTIES");
  }
  if (input.Settings?.ImageProperties !== undefined) {
    throw new NotEmulatedError("rekognition:DetectLabels", "Settings.ImageProperties");
  }
  const minConfidence = numberInRange({
    member: "minConfidence",
    value: input.MinConfidence,
    fallback: DEFAULT_MIN_CONFIDENCE,
    max: 100,
  });
  const maxLabels = numberInRange({
    member: "maxLabels",
    value: input.MaxLabels,
    fallback: MAX_LABELS,
    max: MAX_INTEGER,
  });
  return {
    minConfidence,
    maxLabels: Math.min(maxLabels, MAX_LABELS),
    ...labelFilters(input.Settings?.GeneralLabels ?? {}),
  };
}

function labelFilters(settings: GeneralLabelsSettings): Pick<LabelWishes, "include" | "exclude"> {
  return {
    include: {
      labels: settings.LabelInclusionFilters ?? [],
      categories: settings.LabelCategoryInclusionFilters ?? [],
    },
    exclude: {
      labels: settings.LabelExclusionFilters ?? [],
      categories: settings.LabelCategoryExclusionFilters ?? [],
    },
  };
}

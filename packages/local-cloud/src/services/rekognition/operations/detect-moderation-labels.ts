import type * as Rekognition from "@aws-sdk/client-rekognition";
import { NotEmulatedError } from "../../../errors.ts";
import type { In, Out } from "../../../service.ts";
import { loadImage } from "../image-source.ts";
import { MODERATION_MODEL_VERSION, moderationLabelsOf } from "../moderation.ts";
import { numberInRange } from "../number-range.ts";
import { objectsOf, type RekognitionContext } from "../rekognition-state.ts";

const DEFAULT_MIN_CONFIDENCE = 50; // percent; API_DetectModerationLabels

/**
 * Names what a moderator may object to in an image, as far as the models can see it.
 *
 * @throws {AwsError} See {@link loadImage}; `NotEmulated` for human review and custom adapters.
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html
 */
export async function detectModerationLabels(
  input: In<typeof Rekognition, "DetectModerationLabels">,
  ctx: RekognitionContext,
): Promise<Out<typeof Rekognition, "DetectModerationLabels">> {
  for (const parameter of ["HumanLoopConfig", "ProjectVersion"] as const) {
    if (input[parameter] !== undefined) {
      throw new NotEmulatedError("rekognition:DetectModerationLabels", parameter);
    }
  }
  const minConfidence = numberInRange({
    member: "minConfidence",
    value: input.MinConfidence,
    fallback: DEFAULT_MIN_CONFIDENCE,
    max: 100,
  });
  const image = await loadImage(input.Image, objectsOf(ctx));
  const objects = await ctx.state.vision.detectObjects(image, ctx.signal);
  return {
    ModerationLabels: moderationLabelsOf(objects, minConfidence),
    ModerationModelVersion: MODERATION_MODEL_VERSION,
    ContentTypes: [],
  };
}

import {
  DetectModerationLabelsCommand,
  type DetectModerationLabelsCommandOutput,
  type Image as RekognitionImage,
  type RekognitionClient,
} from "@aws-sdk/client-rekognition";
import {
  InvalidError,
  NotFoundError,
  UnavailableError,
  type AppError,
} from "@blueprints/lambda-kit/errors";
import type { ContentModerator } from "../app/ports.ts";
import type { Image } from "../domain/image.ts";
import type { Moderation } from "../domain/moderation.ts";
import { isPassingFault } from "@blueprints/lambda-kit/aws-client";

const UNSUPPORTED = new Set([
  "ImageTooLargeException",
  "InvalidImageFormatException",
  "InvalidParameterException", // fewer pixels than the model takes: nothing else of the call varies
]);

function toRekognition(image: Image): RekognitionImage {
  if ("image" in image) return { Bytes: image.image };
  return { S3Object: { Bucket: image.bucket, Name: image.key } };
}

function toModeration(output: DetectModerationLabelsCommandOutput): Moderation {
  const labels = output.ModerationLabels ?? [];
  return {
    moderationLabels: labels.map(({ Name = "", ParentName = "", Confidence = 0 }) => {
      return { name: Name, parentName: ParentName, confidence: Confidence };
    }),
    modelVersion: output.ModerationModelVersion ?? "",
  };
}

/** The error in our words; undefined for what nobody expects. */
function translate(error: Error): AppError | undefined {
  if (UNSUPPORTED.has(error.name)) {
    const message = "the model cannot read this image";
    return new InvalidError("UnsupportedImage", message, { cause: error });
  }
  if (error.name === "InvalidS3ObjectException") {
    const message = "there is no such image, or this service may not read it";
    return new NotFoundError("ImageNotFound", message, { cause: error });
  }
  if (!isPassingFault(error)) return undefined;
  return new UnavailableError("ModerationUnavailable", "the model does not answer", {
    cause: error,
  });
}

/**
 * Amazon Rekognition as the model.
 *
 * @see https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html
 */
export function rekognitionModerator(
  client: RekognitionClient,
  minConfidence: number,
): ContentModerator {
  return {
    async moderate(image) {
      const command = new DetectModerationLabelsCommand({
        Image: toRekognition(image),
        MinConfidence: minConfidence,
      });
      try {
        return toModeration(await client.send(command));
      } catch (error) {
        throw (error instanceof Error ? translate(error) : undefined) ?? error;
      }
    },
  };
}

import { AwsError } from "../../errors.ts";
import type { ImageFault } from "./vision/unusable-image.ts";

/** The image is no JPEG or PNG, or is broken. */
export function invalidImageFormat(): AwsError {
  return new AwsError("InvalidImageFormatException", "Request has invalid image format");
}

/** The image has too many bytes. */
export function imageTooLarge(message = "Image size is too large"): AwsError {
  return new AwsError("ImageTooLargeException", message);
}

/** The object is missing, empty, or not for this caller: Rekognition does not say which. */
export function invalidS3Object(cause?: unknown): AwsError {
  return new AwsError(
    "InvalidS3ObjectException",
    "Unable to get object metadata from S3. Check object key, region and/or access permissions.",
    { cause },
  );
}

/** Parameters that are each well formed but wrong together. */
export function invalidParameter(message = "Request has invalid parameters"): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** A member breaks a constraint of the API model, such as its length or range. */
export function validationError(constraint: string): AwsError {
  return new AwsError("ValidationException", `1 validation error detected: ${constraint}`);
}

/** More images are waiting than this cloud takes on. */
export function throughputExceeded(): AwsError {
  return new AwsError("ProvisionedThroughputExceededException", "Provisioned rate exceeded");
}

/** The models failed; the caller may try again. */
export function internalServerError(cause?: unknown): AwsError {
  return new AwsError("InternalServerError", "Internal server error", { status: 500, cause });
}

/**
 * What Rekognition answers for an image that cannot be looked at.
 *
 * @see https://github.com/awsdocs/aws-doc-sdk-examples/issues/4848 for the text on dimensions
 */
export function unusableImage(fault: ImageFault): AwsError {
  switch (fault.kind) {
    case "format":
      return invalidImageFormat();
    case "tooSmall":
      return invalidParameter();
    case "tooLarge":
      return imageTooLarge(
        `Input image dimensions ${fault.width} x ${fault.height} exceed maximum dimension size of 10000 pixels`,
      );
  }
}

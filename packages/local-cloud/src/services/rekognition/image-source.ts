import type { Image } from "@aws-sdk/client-rekognition";
import {
  imageTooLarge,
  invalidImageFormat,
  invalidParameter,
  invalidS3Object,
  validationError,
} from "./errors.ts";
import type { ServerInput } from "../../service.ts";

const MAX_INLINE_BYTES = 5_242_880; // ImageBlob's maximum length; API model of 2016-06-27
const MAX_OBJECT_BYTES = 15 * 1024 * 1024; // "stored as an Amazon S3 object is limited to 15 MB"; limits

/** Where an object lies in S3. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** Reads objects as the caller of the operation; errors are those of S3. */
export interface ObjectReader {
  sizeBytes(address: ObjectAddress): Promise<number>;
  read(address: ObjectAddress): Promise<Uint8Array>;
}

/**
 * Fetches the bytes of the image that a caller gave or pointed at.
 *
 * @throws {AwsError} `ValidationException`, `InvalidParameterException`, `InvalidS3ObjectException`,
 * `ImageTooLargeException`, `InvalidImageFormatException`: see each below.
 * @see https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
 */
export async function loadImage(
  image: ServerInput<Image> | undefined,
  objects: ObjectReader,
): Promise<Uint8Array> {
  if (image === undefined) throw nullMember("image");
  const { Bytes: bytes, S3Object: object } = image;
  // Exactly one of the two, or the parameters are invalid together.
  if (bytes !== undefined && object !== undefined) throw invalidParameter();
  if (bytes !== undefined) return checkFormat(checkInlineSize(bytes));
  if (object?.Bucket === undefined || object.Name === undefined) throw invalidParameter();
  checkBucketName(object.Bucket);
  checkLength("image.s3Object.name", object.Name, { min: 1, max: 1024 });
  const address = { bucket: object.Bucket, name: object.Name, version: object.Version };
  return checkFormat(await readObject(address, objects));
}

async function readObject(address: ObjectAddress, objects: ObjectReader): Promise<Uint8Array> {
  const sizeBytes = await objects.sizeBytes(address);
  if (sizeBytes === 0) throw invalidS3Object();
  if (sizeBytes > MAX_OBJECT_BYTES) throw imageTooLarge();
  return objects.read(address);
}

// The service's own words, seen in the field for bytes beyond the limit: a constraint of the API
// model, not ImageTooLargeException.
function checkInlineSize(bytes: Uint8Array): Uint8Array {
  checkLength("image.bytes", bytes, { min: 1, max: MAX_INLINE_BYTES });
  return bytes;
}

function checkBucketName(bucket: string): void {
  checkLength("image.s3Object.bucket", bucket, { min: 3, max: 255 });
  if (/^[0-9A-Za-z.\-_]*$/.test(bucket)) return;
  throw validationError(
    String.raw`Value '${bucket}' at 'image.s3Object.bucket' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9A-Za-z\.\-_]*`,
  );
}

function checkLength(
  member: string,
  value: { readonly length: number },
  { min, max }: { min: number; max: number },
): void {
  const bound =
    value.length < min
      ? `greater than or equal to ${min}`
      : value.length > max && `less than or equal to ${max}`;
  if (bound === false) return;
  const shown = typeof value === "string" ? ` '${value}'` : "";
  throw validationError(
    `Value${shown} at '${member}' failed to satisfy constraint: Member must have length ${bound}`,
  );
}

function nullMember(member: string): Error {
  return validationError(
    `Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

const JPEG_START = [0xff, 0xd8, 0xff];
const PNG_START = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Turns away what is plainly no image before it wakes the vision thread. */
function checkFormat(bytes: Uint8Array): Uint8Array {
  const startsWith = (start: readonly number[]): boolean =>
    start.every((byte, index) => bytes[index] === byte);
  if (!startsWith(JPEG_START) && !startsWith(PNG_START)) throw invalidImageFormat();
  return bytes;
}

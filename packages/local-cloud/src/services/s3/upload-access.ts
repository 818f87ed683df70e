import type { Bucket } from "./buckets.ts";
import { invalidArgument, noSuchUpload } from "./errors.ts";
import type { S3Context } from "./state.ts";
import type { Upload, UploadedPart } from "./uploads.ts";

const MAX_PART_NUMBER = 10_000; // S3 user guide, "Multipart upload limits"

/** How a request names an upload. */
export interface UploadInput {
  readonly Key?: string | undefined;
  readonly UploadId?: string | undefined;
}

/**
 * Finds an upload, under way or completed.
 *
 * @throws {AwsError} `NoSuchUpload`.
 */
export function findUpload({ state }: S3Context, bucket: Bucket, input: UploadInput): Upload {
  const uploadId = input.UploadId ?? "";
  const upload = state.uploads.find(uploadId);
  if (upload?.bucket !== bucket.name || upload.key !== input.Key) throw noSuchUpload(uploadId);
  return upload;
}

/**
 * Finds an upload that is under way.
 *
 * @throws {AwsError} `NoSuchUpload`.
 */
export function findOpenUpload(ctx: S3Context, bucket: Bucket, input: UploadInput): Upload {
  const upload = findUpload(ctx, bucket, input);
  if (upload.completion !== undefined) throw noSuchUpload(upload.uploadId);
  return upload;
}

/** @throws {AwsError} `InvalidArgument`. */
export function checkPartNumber(partNumber: number | undefined): number {
  if (partNumber !== undefined && partNumber >= 1 && partNumber <= MAX_PART_NUMBER) {
    return partNumber;
  }
  const message = "Part number must be an integer between 1 and 10000, inclusive";
  throw invalidArgument(message, "partNumber", partNumber);
}

/**
 * Stores a part in place of an older one of its number.
 *
 * @throws {AwsError} `NoSuchUpload`: it was completed or aborted while the part was under way.
 */
export function storePart(
  ctx: S3Context,
  { bucket, input }: { bucket: Bucket; input: UploadInput },
  part: UploadedPart,
): void {
  const { state, cloud } = ctx;
  cloud.store.transaction(() => {
    const { uploadId } = findOpenUpload(ctx, bucket, input);
    const older = state.uploads.findPart(uploadId, part.partNumber);
    state.blobs.retain(part.segments);
    state.uploads.savePart(uploadId, part);
    if (older !== undefined) state.blobs.release(older.segments);
  });
}

/** Drops all parts of an upload; inside a transaction. */
export function dropParts({ state }: S3Context, uploadId: string): void {
  for (const part of state.uploads.partsOf(uploadId)) state.blobs.release(part.segments);
  state.uploads.removeParts(uploadId);
}

import type { CopyObjectCommandInput } from "@aws-sdk/client-s3";
import { NotEmulatedError } from "../../errors.ts";
import { sliceSegments } from "./blobs.ts";
import type { Bucket } from "./buckets.ts";
import type { Algorithm } from "./checksums/checksum.ts";
import { judgeRead } from "./conditions.ts";
import { invalidArgument, invalidRequest, noSuchKey, preconditionFailed } from "./errors.ts";
import { findBucket } from "./gate.ts";
import { startHashing, type Fingerprint } from "./hashing.ts";
import { findVersion } from "./object-reads.ts";
import type { ByteRange } from "./range.ts";
import type { S3Context } from "./state.ts";
import type { ObjectContent, ObjectVersion } from "./versions.ts";

/** Where a copy comes from, as `x-amz-copy-source` says it. */
export interface CopyAddress {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** The source of a copy, found. */
export interface CopySource {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
  readonly content: ObjectContent;
}

/** What CopyObject and UploadPartCopy say of their source. */
export type CopyInput = Pick<
  CopyObjectCommandInput,
  | "CopySource"
  | "CopySourceIfMatch"
  | "CopySourceIfModifiedSince"
  | "CopySourceIfNoneMatch"
  | "CopySourceIfUnmodifiedSince"
  | "CopySourceSSECustomerAlgorithm"
  | "ExpectedSourceBucketOwner"
>;

/**
 * Reads a `bucket/key?versionId=x` that is encoded as in a URL.
 *
 * @throws {AwsError} `InvalidArgument`.
 * @throws {NotEmulatedError} An access point's ARN.
 */
export function parseCopySource(header: string): CopyAddress {
  const [path = "", versionId] = header.split(/\?versionId=(?=[^?]*$)/);
  const decoded = decode(path, header).replace(/^\//, "");
  if (decoded.startsWith("arn:")) throw new NotEmulatedError("CopySource", "access points");
  const slash = decoded.indexOf("/");
  if (slash <= 0 || slash === decoded.length - 1) throw invalidSource(header);
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1), versionId };
}

function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidSource(header);
  }
}

function invalidSource(header: string): Error {
  const message = "Invalid copy source object key";
  return invalidArgument(message, "x-amz-copy-source", header);
}

/**
 * Finds the source of a copy.
 *
 * @throws {AwsError} `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `PreconditionFailed`,
 *   `InvalidRequest` for a delete marker.
 */
export function openCopySource(ctx: S3Context, input: CopyInput): CopySource {
  if (input.CopySourceSSECustomerAlgorithm !== undefined) {
    throw new NotEmulatedError("CopySourceSSECustomerAlgorithm");
  }
  const address = parseCopySource(input.CopySource ?? "");
  const bucket = findBucket(ctx, {
    Bucket: address.bucket,
    ExpectedBucketOwner: input.ExpectedSourceBucketOwner,
  });
  const marked =
    address.versionId !== undefined &&
    ctx.state.versions.find(bucket.name, address.key, address.versionId)?.isDeleteMarker === true;
  if (marked) {
    throw invalidRequest(
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    );
  }
  const version = findVersion(ctx, bucket, address);
  const verdict = judgeRead(
    {
      ifMatch: input.CopySourceIfMatch,
      ifNoneMatch: input.CopySourceIfNoneMatch,
      ifModifiedSince: input.CopySourceIfModifiedSince,
      ifUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    version,
  );
  if (verdict.kind === "failed") throw preconditionFailed(`x-amz-copy-source-${verdict.condition}`);
  if (verdict.kind === "notModified") throw preconditionFailed("x-amz-copy-source-If-None-Match");
  return { bucket, version, content: version.content };
}

/** Reads a stretch of the source, only to know its digests: a copy shares the bytes. */
export async function hashSource(
  { state }: S3Context,
  { content }: CopySource,
  { range, algorithms }: { range: ByteRange; algorithms: readonly Algorithm[] },
): Promise<Fingerprint> {
  const hashing = startHashing(algorithms);
  for await (const piece of state.blobs.read(sliceSegments(content.segments, range))) {
    if (piece instanceof Uint8Array) hashing.update(piece);
  }
  return hashing.finish();
}

/**
 * Makes sure, inside the transaction that shares its bytes, that the source is still there.
 *
 * @throws {AwsError} `NoSuchKey`: it was deleted or overwritten while it was being read.
 */
export function checkStillThere({ state }: S3Context, { version }: CopySource): void {
  const now = state.versions.find(version.bucket, version.key, version.versionId);
  if (now?.seq !== version.seq) throw noSuchKey(version.key);
}

import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { sliceSegments } from "../blobs.ts";
import { checksumMembers } from "../checksums/checksum.ts";
import { checkStillThere, hashSource, openCopySource } from "../copy-source.ts";
import { encryptionMembers } from "../encryption.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { lastModified, quoted } from "../object-reads.ts";
import { shownVersion } from "../object-writes.ts";
import type { ByteRange } from "../range.ts";
import type { S3State } from "../state.ts";
import { checkPartNumber, findOpenUpload, storePart } from "../upload-access.ts";

const MAX_PART_BYTES = 5 * 1024 ** 3; // S3 user guide, "Multipart upload limits"

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy: Operation<typeof S3, "UploadPartCopy", S3State> = async (
  input,
  ctx,
) => {
  const bucket = openBucket(ctx, input);
  const partNumber = checkPartNumber(input.PartNumber);
  const upload = findOpenUpload(ctx, bucket, input);
  const source = openCopySource(ctx, input);
  const range = copyRange(input.CopySourceRange, source.version.sizeBytes);
  const { algorithm, asked } = upload.checksum;
  const fingerprint = await hashSource(ctx, source, { range, algorithms: [algorithm] });
  const checksum = fingerprint.checksums.get(algorithm) ?? "";
  const modifiedAt = ctx.cloud.clock.now();
  const part = {
    partNumber,
    sizeBytes: range.size,
    etag: fingerprint.md5,
    modifiedAt,
    segments: sliceSegments(source.content.segments, range),
    checksum,
  };
  ctx.cloud.store.transaction(() => {
    checkStillThere(ctx, source);
    storePart(ctx, { bucket, input }, part);
  });
  const sourceVersion = shownVersion(source.bucket, source.version);
  return {
    CopyPartResult: {
      ETag: quoted(part.etag),
      LastModified: lastModified(part),
      ...(asked && checksumMembers({ algorithm, value: checksum })),
    },
    ...encryptionMembers(upload.details.encryption),
    ...(sourceVersion !== undefined && { CopySourceVersionId: sourceVersion }),
  };
};

/** Unlike the range of a read, this one must be whole and lie inside the source. */
function copyRange(header: string | undefined, totalBytes: number): ByteRange {
  if (header === undefined) {
    if (totalBytes > MAX_PART_BYTES) throw tooLarge();
    return { start: 0, size: totalBytes };
  }
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) {
    throw invalidArgument(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last " +
        "are the zero-based offsets of the first and last bytes to copy",
      "x-amz-copy-source-range",
      header,
    );
  }
  if (Number(last) >= totalBytes) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${totalBytes}`,
      "x-amz-copy-source-range",
      header,
    );
  }
  const size = Number(last) - Number(first) + 1;
  if (size > MAX_PART_BYTES) throw tooLarge();
  return { start: Number(first), size };
}

function tooLarge(): Error {
  return invalidRequest(
    `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_PART_BYTES}`,
  );
}

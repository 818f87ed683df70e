import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import type { Bucket } from "../buckets.ts";
import {
  checksumMembers,
  givenChecksum,
  verifyChecksum,
  type StoredChecksum,
} from "../checksums/checksum.ts";
import { assemble, describeParts, type Assembly } from "../complete-upload.ts";
import { encryptionMembers } from "../encryption.ts";
import { invalidRequest, noSuchUpload } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { quoted } from "../object-reads.ts";
import { shownVersion, storeObject } from "../object-writes.ts";
import type { S3Context, S3State } from "../state.ts";
import { dropParts, findUpload } from "../upload-access.ts";
import type { Completion, Upload } from "../uploads.ts";

/** How long completing an upload again answers as it did the first time. AWS gives no number. */
const COMPLETION_KEPT_MS = 24 * 60 * 60 * 1000;

type Input = Parameters<typeof completeMultipartUpload>[0];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload: Operation<typeof S3, "CompleteMultipartUpload", S3State> = (
  input,
  ctx,
) => {
  const bucket = openBucket(ctx, input);
  const { upload, completion } = ctx.cloud.store.transaction(() => {
    const found = findUpload(ctx, bucket, input);
    return { upload: found, completion: complete(ctx, { bucket, input, upload: found }) };
  });
  return {
    Location: `${ctx.endpoint}/${bucket.name}/${encodeURIComponent(upload.key)}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: quoted(completion.etag),
    ...checksumMembers(completion.checksum),
    ChecksumType: completion.checksum?.type,
    ...encryptionMembers(upload.details.encryption),
    ...(completion.versionId !== undefined && { VersionId: completion.versionId }),
  };
};

interface Request {
  readonly bucket: Bucket;
  readonly input: Input;
  readonly upload: Upload;
}

function complete(ctx: S3Context, { bucket, input, upload }: Request): Completion {
  const { state, cloud } = ctx;
  const listed = input.MultipartUpload?.Parts ?? [];
  const parts = describeParts(listed);
  if (upload.completion !== undefined) {
    if (upload.completion.parts === parts) return upload.completion;
    throw noSuchUpload(upload.uploadId);
  }
  const assembly = assemble(upload, listed, state.uploads.partsOf(upload.uploadId));
  const { etag, checksum, sizeBytes } = assembly;
  verifyWhole(input, { sizeBytes, checksum });
  const version = storeObject(ctx, bucket.name, {
    key: upload.key,
    sizeBytes,
    etag,
    details: { ...upload.details, checksum },
    content: contentOf(assembly),
    conditions: input,
    cause: "CompleteMultipartUpload",
  });
  dropParts(ctx, upload.uploadId);
  const completedAt = cloud.clock.now();
  const versionId = shownVersion(bucket, version);
  const completion = { etag, versionId, checksum, parts, completedAt };
  const { rawKey: _, ...record } = upload;
  state.uploads.save({ ...record, completion });
  state.uploads.forgetCompletedBefore(completedAt - COMPLETION_KEPT_MS);
  return completion;
}

function contentOf({ parts }: Assembly): Parameters<typeof storeObject>[2]["content"] {
  return {
    segments: parts.flatMap(({ segments }) => segments),
    parts: parts.map(({ partNumber, sizeBytes, checksum }) => ({
      partNumber,
      sizeBytes,
      checksum,
    })),
  };
}

/** Compares what the client says of the whole object. */
function verifyWhole(input: Input, whole: { sizeBytes: number; checksum: StoredChecksum }): void {
  const given = givenChecksum(input);
  if (given?.algorithm === whole.checksum.algorithm) verifyChecksum(given, whole.checksum.value);
  const { MpuObjectSize } = input;
  if (MpuObjectSize === undefined || MpuObjectSize === whole.sizeBytes) return;
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${MpuObjectSize} does not match what was ` +
      `computed: ${whole.sizeBytes}`,
  );
}

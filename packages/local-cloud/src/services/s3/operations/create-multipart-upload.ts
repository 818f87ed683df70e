import { randomBytes } from "node:crypto";
import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { algorithmNamed, canBeFullObject, DEFAULT_ALGORITHM } from "../checksums/checksum.ts";
import { encryptionMembers } from "../encryption.ts";
import { invalidRequest } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { checkKey, required } from "../names.ts";
import { readDetails } from "../object-details.ts";
import type { S3State } from "../state.ts";
import type { Upload } from "../uploads.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload: Operation<typeof S3, "CreateMultipartUpload", S3State> = (
  input,
  ctx,
) => {
  const bucket = openBucket(ctx, input);
  const key = required(input.Key, "Key");
  checkKey(key);
  const details = readDetails(bucket, input);
  const checksum = chooseChecksum(input.ChecksumAlgorithm, input.ChecksumType);
  const uploadId = randomBytes(72).toString("base64url");
  const { state, cloud } = ctx;
  cloud.store.transaction(() => {
    const seq = state.nextSequence();
    const initiatedAt = cloud.clock.now();
    state.uploads.save({ uploadId, bucket: bucket.name, key, seq, initiatedAt, details, checksum });
  });
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    ...encryptionMembers(details.encryption),
    ...(checksum.asked && {
      ChecksumAlgorithm: checksum.algorithm,
      ChecksumType: checksum.type,
    }),
  };
};

function chooseChecksum(
  name: S3.ChecksumAlgorithm | undefined,
  type: S3.ChecksumType | undefined,
): Upload["checksum"] {
  if (name === undefined) {
    if (type !== undefined) {
      throw invalidRequest(
        "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
      );
    }
    return { algorithm: DEFAULT_ALGORITHM, type: "FULL_OBJECT", asked: false };
  }
  const algorithm = algorithmNamed(name);
  const chosen = type ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const fits = chosen === "FULL_OBJECT" ? canBeFullObject(algorithm) : algorithm !== "CRC64NVME";
  if (fits) return { algorithm, type: chosen, asked: true };
  throw invalidRequest(
    `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

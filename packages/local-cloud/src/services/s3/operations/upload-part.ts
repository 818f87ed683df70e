import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { checksumMembers, type Algorithm } from "../checksums/checksum.ts";
import { encryptionMembers } from "../encryption.ts";
import { invalidRequest } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { quoted } from "../object-reads.ts";
import { clientAlgorithm, receiveBody } from "../receive.ts";
import type { S3State } from "../state.ts";
import { checkPartNumber, findOpenUpload, storePart } from "../upload-access.ts";
import type { Upload } from "../uploads.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart: Operation<typeof S3, "UploadPart", S3State> = async (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const partNumber = checkPartNumber(input.PartNumber);
  const upload = findOpenUpload(ctx, bucket, input);
  const { algorithm } = upload.checksum;
  checkAlgorithm(upload, clientAlgorithm(input, ctx.http));
  const received = await receiveBody(ctx, input, algorithm);
  const { segments, sizeBytes, md5, checksums } = received;
  try {
    const checksum = checksums.get(algorithm) ?? "";
    const modifiedAt = ctx.cloud.clock.now();
    const part = { partNumber, sizeBytes, etag: md5, modifiedAt, segments, checksum };
    storePart(ctx, { bucket, input }, part);
  } catch (error) {
    ctx.state.blobs.discard(segments);
    throw error;
  }
  return {
    ETag: quoted(md5),
    ...checksumMembers(received.checksum),
    ...encryptionMembers(upload.details.encryption),
  };
};

function checkAlgorithm({ checksum }: Upload, given: Algorithm | undefined): void {
  if (!checksum.asked || given === undefined || given === checksum.algorithm) return;
  throw invalidRequest(
    "Checksum Type mismatch occurred, expected checksum Type: " +
      `${checksum.algorithm.toLowerCase()}, actual checksum Type: ${given.toLowerCase()}`,
  );
}

import type * as S3 from "@aws-sdk/client-s3";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { checksumMembers } from "../checksums/checksum.ts";
import { encryptionMembers } from "../encryption.ts";
import { openBucket } from "../gate.ts";
import { checkKey, required } from "../names.ts";
import { readDetails } from "../object-details.ts";
import { quoted, versionMember } from "../object-reads.ts";
import { storeObject } from "../object-writes.ts";
import { receiveBody } from "../receive.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject: Operation<typeof S3, "PutObject", S3State> = async (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const key = required(input.Key, "Key");
  checkKey(key);
  if (input.WriteOffsetBytes !== undefined) {
    throw new NotEmulatedError("PutObject", "WriteOffsetBytes");
  }
  const described = readDetails(bucket, input);
  const { segments, sizeBytes, md5, checksum } = await receiveBody(ctx, input);
  const details = { ...described, checksum: { ...checksum, type: "FULL_OBJECT" as const } };
  try {
    const version = storeObject(ctx, bucket.name, {
      key,
      sizeBytes,
      etag: md5,
      details,
      content: { segments },
      conditions: input,
      cause: "Put",
    });
    return {
      ETag: quoted(md5),
      ...checksumMembers(checksum),
      ChecksumType: "FULL_OBJECT",
      ...encryptionMembers(details.encryption),
      ...versionMember(bucket, version),
    };
  } catch (error) {
    ctx.state.blobs.discard(segments);
    throw error;
  }
};

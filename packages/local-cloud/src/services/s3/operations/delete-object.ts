import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import { required } from "../names.ts";
import { deleteObject as removeObject } from "../object-writes.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject: Operation<typeof S3, "DeleteObject", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const { versionId, isDeleteMarker } = removeObject(ctx, bucket, {
    key: required(input.Key, "Key"),
    versionId: input.VersionId,
    ifMatch: input.IfMatch,
  });
  return {
    ...(versionId !== undefined && { VersionId: versionId }),
    ...(isDeleteMarker && { DeleteMarker: true }),
  };
};

import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";
import { dropParts, findOpenUpload } from "../upload-access.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload: Operation<typeof S3, "AbortMultipartUpload", S3State> = (
  input,
  ctx,
) => {
  const bucket = openBucket(ctx, input);
  const { state, cloud } = ctx;
  cloud.store.transaction(() => {
    const { uploadId } = findOpenUpload(ctx, bucket, input);
    dropParts(ctx, uploadId);
    state.uploads.remove(uploadId);
  });
  return {};
};

import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { checkCorsRules } from "../cors-rules.ts";
import { notConfigured } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html */
export const putBucketCors: Operation<typeof S3, "PutBucketCors", S3State> = (input, ctx) => {
  const cors = input.CORSConfiguration?.CORSRules ?? [];
  checkCorsRules(cors);
  changeBucket(ctx, input, () => ({ cors }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html */
export const getBucketCors: Operation<typeof S3, "GetBucketCors", S3State> = (input, ctx) => {
  const { name, cors } = openBucket(ctx, input);
  if (cors !== undefined) return { CORSRules: [...cors] };
  const message = "The CORS configuration does not exist";
  throw notConfigured("NoSuchCORSConfiguration", message, name);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html */
export const deleteBucketCors: Operation<typeof S3, "DeleteBucketCors", S3State> = (input, ctx) => {
  changeBucket(ctx, input, () => ({ cors: undefined }));
  return {};
};

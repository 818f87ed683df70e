import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { notConfigured } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";
import { checkTags } from "../tags.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
export const putBucketTagging: Operation<typeof S3, "PutBucketTagging", S3State> = (input, ctx) => {
  const tags = checkTags(input.Tagging?.TagSet ?? [], "bucket");
  changeBucket(ctx, input, () => ({ tags }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const getBucketTagging: Operation<typeof S3, "GetBucketTagging", S3State> = (input, ctx) => {
  const { name, tags } = openBucket(ctx, input);
  if (tags === undefined) throw notConfigured("NoSuchTagSet", "The TagSet does not exist", name);
  return { TagSet: [...tags] };
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html */
export const deleteBucketTagging: Operation<typeof S3, "DeleteBucketTagging", S3State> = (
  input,
  ctx,
) => {
  changeBucket(ctx, input, () => ({ tags: undefined }));
  return {};
};

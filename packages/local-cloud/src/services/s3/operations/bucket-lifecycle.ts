import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { notConfigured } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import { checkLifecycleRules, reviveRule } from "../lifecycle-rules.ts";
import type { S3State } from "../state.ts";

const MINIMUM_SIZE: S3.TransitionDefaultMinimumObjectSize = "all_storage_classes_128K";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export const putBucketLifecycleConfiguration: Operation<
  typeof S3,
  "PutBucketLifecycleConfiguration",
  S3State
> = (input, ctx) => {
  const lifecycle = checkLifecycleRules(input.LifecycleConfiguration?.Rules ?? []);
  changeBucket(ctx, input, () => ({ lifecycle }));
  return { TransitionDefaultMinimumObjectSize: MINIMUM_SIZE };
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html */
export const getBucketLifecycleConfiguration: Operation<
  typeof S3,
  "GetBucketLifecycleConfiguration",
  S3State
> = (input, ctx) => {
  const { name, lifecycle } = openBucket(ctx, input);
  if (lifecycle !== undefined) {
    return {
      Rules: lifecycle.map(reviveRule),
      TransitionDefaultMinimumObjectSize: MINIMUM_SIZE,
    };
  }
  const message = "The lifecycle configuration does not exist";
  throw notConfigured("NoSuchLifecycleConfiguration", message, name);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html */
export const deleteBucketLifecycle: Operation<typeof S3, "DeleteBucketLifecycle", S3State> = (
  input,
  ctx,
) => {
  changeBucket(ctx, input, () => ({ lifecycle: undefined }));
  return {};
};

import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { checkBucketPolicy, isPublicPolicy } from "../bucket-policy.ts";
import { accessDenied, notConfigured } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import type { S3Context, S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
export const putBucketPolicy: Operation<typeof S3, "PutBucketPolicy", S3State> = (input, ctx) => {
  const { name, publicAccess } = openBucket(ctx, input);
  const policy = input.Policy ?? "";
  const { isPublic } = checkBucketPolicy(policy, name);
  if (isPublic && publicAccess?.BlockPublicPolicy === true) {
    throw accessDenied(
      "Access Denied: public policies are prevented by the BlockPublicPolicy setting in S3 Block " +
        "Public Access.",
    );
  }
  changeBucket(ctx, input, () => ({ policy }));
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
export const getBucketPolicy: Operation<typeof S3, "GetBucketPolicy", S3State> = (input, ctx) => ({
  Policy: policyOf(ctx, input),
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
export const deleteBucketPolicy: Operation<typeof S3, "DeleteBucketPolicy", S3State> = (
  input,
  ctx,
) => {
  changeBucket(ctx, input, () => ({ policy: undefined }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
export const getBucketPolicyStatus: Operation<typeof S3, "GetBucketPolicyStatus", S3State> = (
  input,
  ctx,
) => ({ PolicyStatus: { IsPublic: isPublicPolicy(policyOf(ctx, input)) } });

function policyOf(
  ctx: S3Context,
  input: { Bucket: string | undefined; ExpectedBucketOwner?: string | undefined },
): string {
  const { name, policy } = openBucket(ctx, input);
  if (policy !== undefined) return policy;
  throw notConfigured("NoSuchBucketPolicy", "The bucket policy does not exist", name);
}

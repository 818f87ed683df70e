import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { checkAlgorithm } from "../encryption.ts";
import { invalidArgument, malformedXml } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

/** What every bucket has that says nothing else. */
const STANDARD: S3.ServerSideEncryptionRule = {
  ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
  BucketKeyEnabled: false,
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html */
export const putBucketEncryption: Operation<typeof S3, "PutBucketEncryption", S3State> = (
  input,
  ctx,
) => {
  const [rule, ...more] = input.ServerSideEncryptionConfiguration?.Rules ?? [];
  if (rule === undefined || more.length > 0) throw malformedXml();
  const { SSEAlgorithm, KMSMasterKeyID } = rule.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm === undefined) throw malformedXml();
  checkAlgorithm(SSEAlgorithm);
  if (SSEAlgorithm === "AES256" && KMSMasterKeyID !== undefined) {
    throw invalidArgument(
      "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
    );
  }
  const stored = { ...rule, BucketKeyEnabled: rule.BucketKeyEnabled ?? false };
  changeBucket(ctx, input, () => ({ encryption: [stored] }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export const getBucketEncryption: Operation<typeof S3, "GetBucketEncryption", S3State> = (
  input,
  ctx,
) => {
  const { encryption } = openBucket(ctx, input);
  return { ServerSideEncryptionConfiguration: { Rules: [...(encryption ?? [STANDARD])] } };
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html */
export const deleteBucketEncryption: Operation<typeof S3, "DeleteBucketEncryption", S3State> = (
  input,
  ctx,
) => {
  changeBucket(ctx, input, () => ({ encryption: undefined }));
  return {};
};

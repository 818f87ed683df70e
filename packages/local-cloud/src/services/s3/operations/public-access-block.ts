import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { notConfigured } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html */
export const putPublicAccessBlock: Operation<typeof S3, "PutPublicAccessBlock", S3State> = (
  input,
  ctx,
) => {
  const asked = input.PublicAccessBlockConfiguration ?? {};
  changeBucket(ctx, input, () => ({
    publicAccess: {
      BlockPublicAcls: asked.BlockPublicAcls ?? false,
      IgnorePublicAcls: asked.IgnorePublicAcls ?? false,
      BlockPublicPolicy: asked.BlockPublicPolicy ?? false,
      RestrictPublicBuckets: asked.RestrictPublicBuckets ?? false,
    },
  }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html */
export const getPublicAccessBlock: Operation<typeof S3, "GetPublicAccessBlock", S3State> = (
  input,
  ctx,
) => {
  const { name, publicAccess } = openBucket(ctx, input);
  if (publicAccess !== undefined) return { PublicAccessBlockConfiguration: publicAccess };
  const message = "The public access block configuration was not found";
  throw notConfigured("NoSuchPublicAccessBlockConfiguration", message, name);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html */
export const deletePublicAccessBlock: Operation<typeof S3, "DeletePublicAccessBlock", S3State> = (
  input,
  ctx,
) => {
  changeBucket(ctx, input, () => ({ publicAccess: undefined }));
  return {};
};

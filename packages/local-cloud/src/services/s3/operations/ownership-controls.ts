import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { malformedXml, notConfigured } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

const OWNERSHIPS = new Set<string>(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html */
export const putBucketOwnershipControls: Operation<
  typeof S3,
  "PutBucketOwnershipControls",
  S3State
> = (input, ctx) => {
  const [rule, ...more] = input.OwnershipControls?.Rules ?? [];
  const ownership = rule?.ObjectOwnership;
  if (ownership === undefined || more.length > 0 || !OWNERSHIPS.has(ownership)) {
    throw malformedXml();
  }
  changeBucket(ctx, input, () => ({ ownership }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html */
export const getBucketOwnershipControls: Operation<
  typeof S3,
  "GetBucketOwnershipControls",
  S3State
> = (input, ctx) => {
  const { name, ownership } = openBucket(ctx, input);
  if (ownership !== undefined) {
    return { OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] } };
  }
  const message = "The bucket ownership controls were not found";
  throw notConfigured("OwnershipControlsNotFoundError", message, name);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html */
export const deleteBucketOwnershipControls: Operation<
  typeof S3,
  "DeleteBucketOwnershipControls",
  S3State
> = (input, ctx) => {
  changeBucket(ctx, input, () => ({ ownership: undefined }));
  return {};
};

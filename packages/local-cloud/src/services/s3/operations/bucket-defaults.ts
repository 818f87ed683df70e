import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { notConfigured } from "../errors.ts";
import { openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

// What tools ask of every bucket and what cannot be set here: the answers of a bucket where it
// never was set.

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLogging.html */
export const getBucketLogging: Operation<typeof S3, "GetBucketLogging", S3State> = (input, ctx) => {
  openBucket(ctx, input);
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAccelerateConfiguration.html */
export const getBucketAccelerateConfiguration: Operation<
  typeof S3,
  "GetBucketAccelerateConfiguration",
  S3State
> = (input, ctx) => {
  openBucket(ctx, input);
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html */
export const getBucketRequestPayment: Operation<typeof S3, "GetBucketRequestPayment", S3State> = (
  input,
  ctx,
) => {
  openBucket(ctx, input);
  return { Payer: "BucketOwner" };
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html */
export const getBucketReplication: Operation<typeof S3, "GetBucketReplication", S3State> = (
  input,
  ctx,
) => {
  const { name } = openBucket(ctx, input);
  const message = "The replication configuration was not found";
  throw notConfigured("ReplicationConfigurationNotFoundError", message, name);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketWebsite.html */
export const getBucketWebsite: Operation<typeof S3, "GetBucketWebsite", S3State> = (input, ctx) => {
  const { name } = openBucket(ctx, input);
  const message = "The specified bucket does not have a website configuration";
  throw notConfigured("NoSuchWebsiteConfiguration", message, name);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html */
export const getObjectLockConfiguration: Operation<
  typeof S3,
  "GetObjectLockConfiguration",
  S3State
> = (input, ctx) => {
  const { name } = openBucket(ctx, input);
  const message = "Object Lock configuration does not exist for this bucket";
  throw notConfigured("ObjectLockConfigurationNotFoundError", message, name);
};

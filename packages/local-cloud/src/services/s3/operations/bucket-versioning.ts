import type * as S3 from "@aws-sdk/client-s3";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { malformedXml } from "../errors.ts";
import { changeBucket, openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
export const putBucketVersioning: Operation<typeof S3, "PutBucketVersioning", S3State> = (
  input,
  ctx,
) => {
  const { Status, MFADelete } = input.VersioningConfiguration ?? {};
  openBucket(ctx, input);
  if (MFADelete === "Enabled") throw new NotEmulatedError("PutBucketVersioning", "MFADelete");
  if (Status !== "Enabled" && Status !== "Suspended") throw malformedXml();
  changeBucket(ctx, input, () => ({ versioning: Status }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export const getBucketVersioning: Operation<typeof S3, "GetBucketVersioning", S3State> = (
  input,
  ctx,
) => {
  const { versioning } = openBucket(ctx, input);
  return versioning === undefined ? {} : { Status: versioning };
};

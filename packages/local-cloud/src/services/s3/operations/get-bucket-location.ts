import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation: Operation<typeof S3, "GetBucketLocation", S3State> = (
  input,
  ctx,
) => {
  const { region } = openBucket(ctx, input);
  if (region === "us-east-1") return {}; // its constraint is null
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a region is a constraint
  return { LocationConstraint: region as S3.BucketLocationConstraint };
};

import type * as S3 from "@aws-sdk/client-s3";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket: Operation<typeof S3, "HeadBucket", S3State> = (input, ctx) => {
  // An answer to HEAD has no body, so clients know no more than this code.
  if (ctx.state.buckets.find(input.Bucket ?? "") === undefined) {
    throw new AwsError("NotFound", "Not Found", { status: 404 });
  }
  const { name, region } = openBucket(ctx, input);
  return { BucketRegion: region, AccessPointAlias: false, BucketArn: `arn:aws:s3:::${name}` };
};

import type * as S3 from "@aws-sdk/client-s3";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { describeObject } from "../describe-object.ts";
import { openBucket } from "../gate.ts";
import { required } from "../names.ts";
import { checkReadConditions, findVersion } from "../object-reads.ts";
import type { S3Context, S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export const headObject: Operation<typeof S3, "HeadObject", S3State> = (input, ctx) => {
  try {
    return head(input, ctx);
  } catch (error) {
    // An answer to HEAD has no body, so clients know no more than this code.
    if (!(error instanceof AwsError) || error.status !== 404) throw error;
    throw new AwsError("NotFound", "Not Found", { status: 404, cause: error });
  }
};

function head(
  input: Parameters<typeof headObject>[0],
  ctx: S3Context,
): ReturnType<typeof describeObject>["description"] {
  const bucket = openBucket(ctx, input);
  const key = required(input.Key, "Key");
  const version = findVersion(ctx, bucket, { key, versionId: input.VersionId });
  checkReadConditions(ctx, version, input);
  return describeObject(ctx, { bucket, version }, input).description;
}

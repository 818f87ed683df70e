import type * as S3 from "@aws-sdk/client-s3";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { sliceSegments } from "../blobs.ts";
import { describeObject } from "../describe-object.ts";
import { openBucket } from "../gate.ts";
import { required } from "../names.ts";
import { checkReadConditions, findVersion } from "../object-reads.ts";
import type { S3State } from "../state.ts";
import type { ObjectVersion } from "../versions.ts";

const ARCHIVED = new Set(["GLACIER", "DEEP_ARCHIVE"]);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: Operation<typeof S3, "GetObject", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  if (input.SSECustomerAlgorithm !== undefined) {
    throw new NotEmulatedError("GetObject", "SSECustomerAlgorithm");
  }
  const key = required(input.Key, "Key");
  const version = findVersion(ctx, bucket, { key, versionId: input.VersionId });
  checkReadConditions(ctx, version, input);
  refuseArchived(version);
  const { description, range } = describeObject(ctx, { bucket, version }, input);
  return {
    ...description,
    Body: ctx.state.blobs.read(sliceSegments(version.content.segments, range)),
  };
};

function refuseArchived({ details: { storageClass } }: ObjectVersion): void {
  if (storageClass === undefined || !ARCHIVED.has(storageClass)) return;
  const message = "The operation is not valid for the object's storage class";
  throw new AwsError("InvalidObjectState", message, {
    status: 403,
    fields: { StorageClass: storageClass },
  });
}

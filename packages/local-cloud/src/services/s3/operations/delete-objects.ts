import type * as S3 from "@aws-sdk/client-s3";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { Bucket } from "../buckets.ts";
import { malformedXml } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { deleteObject } from "../object-writes.ts";
import type { S3Context, S3State } from "../state.ts";

const MAX_KEYS = 1000; // per request; S3 API reference, DeleteObjects

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: Operation<typeof S3, "DeleteObjects", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const objects = input.Delete?.Objects ?? [];
  if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml();
  const deleted: S3.DeletedObject[] = [];
  const errors: S3._Error[] = [];
  ctx.cloud.store.transaction(() => {
    for (const object of objects) {
      const outcome = deleteOne(ctx, bucket, object);
      if ("Code" in outcome) errors.push(outcome);
      else deleted.push(outcome);
    }
  });
  return {
    ...(input.Delete?.Quiet !== true && { Deleted: deleted }),
    ...(errors.length > 0 && { Errors: errors }),
  };
};

function deleteOne(
  ctx: S3Context,
  bucket: Bucket,
  { Key, VersionId, ETag }: S3.ObjectIdentifier,
): S3.DeletedObject | (S3._Error & { Code: string }) {
  const target = { Key, ...(VersionId !== undefined && { VersionId }) };
  try {
    const result = deleteObject(ctx, bucket, {
      key: Key ?? "",
      versionId: VersionId,
      ifMatch: ETag,
    });
    if (!result.isDeleteMarker) return target;
    return { ...target, DeleteMarker: true, DeleteMarkerVersionId: result.versionId };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { ...target, Code: error.code, Message: error.message };
  }
}

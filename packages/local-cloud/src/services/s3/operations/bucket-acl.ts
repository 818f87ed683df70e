import type * as S3 from "@aws-sdk/client-s3";
import { NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { refuseAcl, type AclInput } from "../acl.ts";
import type { Bucket } from "../buckets.ts";
import { aclNotSupported } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { required } from "../names.ts";
import { findVersion } from "../object-reads.ts";
import type { S3State } from "../state.ts";

/** The owner may do everything, and nobody else is named. */
function ownersAcl({ owner }: Bucket): { Owner: S3.Owner; Grants: S3.Grant[] } {
  return {
    Owner: { ID: owner },
    Grants: [{ Grantee: { ID: owner, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" }],
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html */
export const getBucketAcl: Operation<typeof S3, "GetBucketAcl", S3State> = (input, ctx) =>
  ownersAcl(openBucket(ctx, input));

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html */
export const getObjectAcl: Operation<typeof S3, "GetObjectAcl", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  findVersion(ctx, bucket, { key: required(input.Key, "Key"), versionId: input.VersionId });
  return ownersAcl(bucket);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html */
export const putBucketAcl: Operation<typeof S3, "PutBucketAcl", S3State> = (input, ctx) => {
  refuse(openBucket(ctx, input), input);
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html */
export const putObjectAcl: Operation<typeof S3, "PutObjectAcl", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  findVersion(ctx, bucket, { key: required(input.Key, "Key"), versionId: input.VersionId });
  refuse(bucket, input);
  return {};
};

/** A list of grants is refused whatever it says; a canned ACL may say what holds anyway. */
function refuse({ ownership }: Bucket, input: AclInput & { AccessControlPolicy?: unknown }): void {
  if (input.AccessControlPolicy === undefined) {
    refuseAcl(input, ownership);
    return;
  }
  if (ownership === undefined || ownership === "BucketOwnerEnforced") throw aclNotSupported();
  throw new NotEmulatedError("ACL", "AccessControlPolicy");
}

import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import { required } from "../names.ts";
import { publishChange } from "../notifications/publish.ts";
import { findVersion, versionMember } from "../object-reads.ts";
import { shownVersion } from "../object-writes.ts";
import type { S3Context, S3State } from "../state.ts";
import { checkTags, type StoredTag } from "../tags.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html */
export const getObjectTagging: Operation<typeof S3, "GetObjectTagging", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const version = findVersion(ctx, bucket, target(input));
  return { TagSet: [...version.details.tags], ...versionMember(bucket, version) };
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html */
export const putObjectTagging: Operation<typeof S3, "PutObjectTagging", S3State> = (input, ctx) => {
  const tags = checkTags(input.Tagging?.TagSet ?? [], "object");
  return saveTags(ctx, input, tags);
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html */
export const deleteObjectTagging: Operation<typeof S3, "DeleteObjectTagging", S3State> = (
  input,
  ctx,
) => saveTags(ctx, input, undefined);

interface TaggingInput {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Without tags it deletes them. */
function saveTags(
  ctx: S3Context,
  input: TaggingInput,
  tags: readonly StoredTag[] | undefined,
): { VersionId?: string } {
  return ctx.cloud.store.transaction(() => {
    const bucket = openBucket(ctx, input);
    const version = findVersion(ctx, bucket, target(input));
    ctx.state.versions.saveDetails(version, { ...version.details, tags: tags ?? [] });
    publishChange(ctx, bucket, {
      name: tags === undefined ? "ObjectTagging:Delete" : "ObjectTagging:Put",
      key: version.key,
      versionId: shownVersion(bucket, version),
      etag: version.etag,
      seq: ctx.state.nextSequence(),
    });
    return versionMember(bucket, version);
  });
}

function target(input: TaggingInput): { key: string; versionId: string | undefined } {
  return { key: required(input.Key, "Key"), versionId: input.VersionId };
}

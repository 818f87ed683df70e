import type { GetObjectCommandInput } from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import type { Bucket } from "./buckets.ts";
import { bareEtag, judgeRead } from "./conditions.ts";
import {
  invalidArgument,
  methodNotAllowed,
  noSuchKey,
  noSuchVersion,
  preconditionFailed,
} from "./errors.ts";
import { shownVersion } from "./object-writes.ts";
import type { S3Context } from "./state.ts";
import { NULL_VERSION, type ObjectVersion, type StoredVersion } from "./versions.ts";

const VERSION_ID = /^[\w.]{32}$/;

/**
 * The version that a read is about.
 *
 * @throws {AwsError} `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed` for a delete marker.
 */
export function findVersion(
  ctx: S3Context,
  bucket: Bucket,
  { key, versionId }: { key: string; versionId: string | undefined },
): StoredVersion {
  const version = lookUp(ctx, bucket.name, { key, versionId });
  if (version === undefined) {
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
  }
  if (!version.isDeleteMarker) return version;
  ctx.reply.headers["x-amz-delete-marker"] = "true";
  ctx.reply.headers["x-amz-version-id"] = version.versionId;
  if (versionId === undefined) throw noSuchKey(key);
  ctx.reply.headers["last-modified"] = lastModified(version).toUTCString();
  ctx.reply.headers["allow"] = "DELETE";
  throw methodNotAllowed();
}

function lookUp(
  { state }: S3Context,
  bucket: string,
  { key, versionId }: { key: string; versionId: string | undefined },
): StoredVersion | undefined {
  if (versionId === undefined) return state.versions.current(bucket, key);
  if (versionId !== NULL_VERSION && !VERSION_ID.test(versionId)) {
    throw invalidArgument("Invalid version id specified", "versionId", versionId);
  }
  return state.versions.find(bucket, key, versionId);
}

/**
 * Judges the conditional headers of GetObject and HeadObject.
 *
 * @throws {AwsError} `PreconditionFailed` (412), `NotModified` (304).
 */
export function checkReadConditions(
  ctx: S3Context,
  version: ObjectVersion,
  input: Pick<
    GetObjectCommandInput,
    "IfMatch" | "IfNoneMatch" | "IfModifiedSince" | "IfUnmodifiedSince"
  >,
): void {
  const verdict = judgeRead(
    {
      ifMatch: input.IfMatch,
      ifNoneMatch: input.IfNoneMatch,
      ifModifiedSince: input.IfModifiedSince,
      ifUnmodifiedSince: input.IfUnmodifiedSince,
    },
    version,
  );
  if (verdict.kind === "proceed") return;
  if (verdict.kind === "failed") throw preconditionFailed(verdict.condition);
  ctx.reply.headers["etag"] = quoted(version.etag);
  ctx.reply.headers["last-modified"] = lastModified(version).toUTCString();
  throw new AwsError("NotModified", "Not Modified", { status: 304 });
}

/** S3 keeps whole seconds. */
export function lastModified({ modifiedAt }: { modifiedAt: number }): Date {
  return new Date(Math.floor(modifiedAt / 1000) * 1000);
}

/** An ETag as it stands in headers and answers. */
export function quoted(etag: string): string {
  return `"${bareEtag(etag)}"`;
}

/** The version id member, where the bucket shows one. */
export function versionMember(bucket: Bucket, version: ObjectVersion): { VersionId?: string } {
  const versionId = shownVersion(bucket, version);
  return versionId === undefined ? {} : { VersionId: versionId };
}

import { randomBytes } from "node:crypto";
import type { Bucket } from "./buckets.ts";
import { etagMatches } from "./conditions.ts";
import { noSuchBucket, noSuchKey, preconditionFailed } from "./errors.ts";
import { NotEmulatedError } from "../../errors.ts";
import { publishChange } from "./notifications/publish.ts";
import type { S3Context } from "./state.ts";
import {
  NULL_VERSION,
  type ObjectContent,
  type ObjectDetails,
  type ObjectVersion,
} from "./versions.ts";

/** The MD5 of nothing: the ETag that events name for a delete marker. */
const EMPTY_ETAG = "d41d8cd98f00b204e9800998ecf8427e";

/** The headers that make a write depend on what is there. */
export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** An object whose bytes are all there and which is to become visible. */
export interface NewObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  readonly details: ObjectDetails;
  readonly content: ObjectContent;
  readonly conditions: WriteConditions;
  /** What made it, as events name it. */
  readonly cause: "Put" | "Copy" | "CompleteMultipartUpload";
}

/** What is left of a deleted object, as the answer tells it. */
export interface Deletion {
  /** Missing when the bucket never had versioning. */
  readonly versionId?: string | undefined;
  /** The version that was made, or the one that was deleted, is a delete marker. */
  readonly isDeleteMarker: boolean;
}

/**
 * Makes an object visible, with everything that follows from it, all at once.
 *
 * @throws {AwsError} `PreconditionFailed`, `NoSuchKey`, `NoSuchBucket`: the bucket went meanwhile.
 */
export function storeObject(ctx: S3Context, bucketName: string, object: NewObject): ObjectVersion {
  const { state, cloud } = ctx;
  return cloud.store.transaction(() => {
    const bucket = state.buckets.find(bucketName);
    if (bucket === undefined) throw noSuchBucket(bucketName);
    const { key, sizeBytes, etag, details, content } = object;
    checkWrite(object.conditions, key, state.versions.current(bucketName, key));
    const versionId = makeRoom(ctx, bucket, key);
    state.blobs.retain(content.segments);
    const version = {
      bucket: bucketName,
      key,
      seq: state.nextSequence(),
      versionId,
      isDeleteMarker: false,
      sizeBytes,
      etag,
      modifiedAt: cloud.clock.now(),
      details,
    };
    state.versions.add(version, content);
    const name = `ObjectCreated:${object.cause}` as const;
    publishChange(ctx, bucket, { ...version, name, versionId: shownVersion(bucket, version) });
    return { ...version, rawKey: Buffer.from(key), isLatest: true };
  });
}

/**
 * Deletes one version for good, or puts a delete marker on top. Deleting what is not there is
 * no error.
 *
 * @throws {AwsError} `PreconditionFailed`.
 */
export function deleteObject(
  ctx: S3Context,
  bucket: Bucket,
  target: { key: string; versionId?: string | undefined; ifMatch?: string | undefined },
): Deletion {
  return ctx.cloud.store.transaction(() => {
    const { key, versionId, ifMatch } = target;
    if (ifMatch !== undefined) checkDelete(ctx, bucket, { key, versionId, ifMatch });
    if (versionId !== undefined) return deleteVersion(ctx, bucket, { key, versionId });
    if (bucket.versioning === undefined) {
      deleteVersion(ctx, bucket, { key, versionId: NULL_VERSION });
      return { isDeleteMarker: false };
    }
    return addDeleteMarker(ctx, bucket, key);
  });
}

/** The version id to show: buckets that never had versioning show none. */
export function shownVersion(
  bucket: Bucket,
  { versionId }: { versionId: string },
): string | undefined {
  return bucket.versioning === undefined ? undefined : versionId;
}

/** The id of the next version; the null version is replaced, not kept. */
function makeRoom(ctx: S3Context, bucket: Bucket, key: string): string {
  if (bucket.versioning === "Enabled") {
    return randomBytes(24).toString("base64url").replaceAll("-", ".");
  }
  dropVersion(ctx, { bucket: bucket.name, key, versionId: NULL_VERSION });
  return NULL_VERSION;
}

function dropVersion(
  { state }: S3Context,
  identity: { bucket: string; key: string; versionId: string },
): ObjectVersion | undefined {
  const { bucket, key, versionId } = identity;
  const version = state.versions.find(bucket, key, versionId);
  if (version === undefined) return undefined;
  state.blobs.release(version.content.segments);
  state.versions.remove(version);
  return version;
}

function deleteVersion(
  ctx: S3Context,
  bucket: Bucket,
  { key, versionId }: { key: string; versionId: string },
): Deletion {
  const version = dropVersion(ctx, { bucket: bucket.name, key, versionId });
  if (version === undefined) return { versionId, isDeleteMarker: false };
  publishChange(ctx, bucket, {
    name: "ObjectRemoved:Delete",
    key,
    versionId: shownVersion(bucket, version),
    seq: ctx.state.nextSequence(),
  });
  return { versionId, isDeleteMarker: version.isDeleteMarker };
}

function addDeleteMarker(ctx: S3Context, bucket: Bucket, key: string): Deletion {
  const { state, cloud } = ctx;
  const versionId = makeRoom(ctx, bucket, key);
  const seq = state.nextSequence();
  const details: ObjectDetails = { encryption: { algorithm: "AES256" }, tags: [] };
  const marker = { bucket: bucket.name, key, seq, versionId, isDeleteMarker: true, details };
  const modifiedAt = cloud.clock.now();
  state.versions.add({ ...marker, sizeBytes: 0, etag: "", modifiedAt }, { segments: [] });
  const name = "ObjectRemoved:DeleteMarkerCreated" as const;
  publishChange(ctx, bucket, { name, key, versionId, seq, etag: EMPTY_ETAG });
  return { versionId, isDeleteMarker: true };
}

function checkWrite(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  latest: ObjectVersion | undefined,
): void {
  const current = latest?.isDeleteMarker === true ? undefined : latest;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== "*") throw new NotEmulatedError("If-None-Match", "other than * on a write");
    if (current !== undefined) throw preconditionFailed("If-None-Match");
  }
  if (IfMatch === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (!etagMatches(IfMatch, current.etag)) throw preconditionFailed("If-Match");
}

function checkDelete(
  { state }: S3Context,
  bucket: Bucket,
  target: { key: string; versionId: string | undefined; ifMatch: string },
): void {
  const { key, versionId, ifMatch } = target;
  const version =
    versionId === undefined
      ? state.versions.current(bucket.name, key)
      : state.versions.find(bucket.name, key, versionId);
  if (version === undefined || version.isDeleteMarker) return;
  if (!etagMatches(ifMatch, version.etag)) throw preconditionFailed("If-Match");
}

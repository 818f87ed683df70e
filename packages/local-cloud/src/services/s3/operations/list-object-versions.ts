import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { invalidArgument } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { listedObject } from "../list-current.ts";
import { keyWriter, pageSize } from "../list-output.ts";
import { cursorBehind, readPage, type Cursor, type Page } from "../listing.ts";
import { lastModified } from "../object-reads.ts";
import type { S3Context, S3State } from "../state.ts";
import type { ObjectVersion } from "../versions.ts";

type Input = Parameters<typeof listObjectVersions>[0];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions: Operation<typeof S3, "ListObjectVersions", S3State> = (
  input,
  ctx,
) => {
  const bucket = openBucket(ctx, input);
  const { Prefix = "", Delimiter = "", EncodingType } = input;
  const writeKey = keyWriter(EncodingType);
  const limit = pageSize(input.MaxKeys, "max-keys");
  const page = readPage((cursor, size) => ctx.state.versions.scanAll(bucket.name, cursor, size), {
    prefix: Buffer.from(Prefix),
    delimiter: Buffer.from(Delimiter),
    from: startOf(ctx, bucket.name, input),
    limit,
  });
  const Owner = { ID: bucket.owner };
  const entry = (version: ObjectVersion): S3.DeleteMarkerEntry => ({
    Owner,
    Key: writeKey(version.key),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: lastModified(version),
  });
  return {
    Name: bucket.name,
    Prefix: writeKey(Prefix),
    KeyMarker: writeKey(input.KeyMarker ?? ""),
    VersionIdMarker: input.VersionIdMarker ?? "",
    MaxKeys: limit,
    IsTruncated: page.next !== undefined,
    Versions: page.rows
      .filter(({ isDeleteMarker }) => !isDeleteMarker)
      .map((version) => ({ ...listedVersion(version, writeKey), ...entry(version) })),
    DeleteMarkers: page.rows.filter(({ isDeleteMarker }) => isDeleteMarker).map(entry),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: writeKey(prefix) })),
    ...(Delimiter !== "" && { Delimiter: writeKey(Delimiter) }),
    ...(EncodingType !== undefined && { EncodingType }),
    ...nextMarkers(page, writeKey),
  };
};

function listedVersion(
  version: ObjectVersion,
  writeKey: (key: string) => string,
): Omit<S3.ObjectVersion, "StorageClass"> & { StorageClass?: S3.ObjectVersionStorageClass } {
  const { StorageClass: _, ...listed } = listedObject(version, writeKey);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the client knows only one, S3 answers all
  return { ...listed, StorageClass: (version.details.storageClass ?? "STANDARD") as "STANDARD" };
}

function startOf(ctx: S3Context, bucket: string, input: Input): Cursor {
  const { KeyMarker = "", VersionIdMarker = "", Prefix = "", Delimiter = "" } = input;
  if (VersionIdMarker === "") {
    return cursorBehind(KeyMarker, { prefix: Prefix, delimiter: Delimiter });
  }
  if (KeyMarker === "") {
    const message = "A version-id marker cannot be specified without a key marker.";
    throw invalidArgument(message, "version-id-marker", VersionIdMarker);
  }
  const marked = ctx.state.versions.find(bucket, KeyMarker, VersionIdMarker);
  if (marked === undefined) {
    throw invalidArgument("Invalid version id specified", "version-id-marker", VersionIdMarker);
  }
  return { key: marked.rawKey, passed: marked.seq };
}

function nextMarkers(
  { next, last }: Page<ObjectVersion>,
  writeKey: (key: string) => string,
): { NextKeyMarker?: string; NextVersionIdMarker?: string } {
  if (next === undefined || last === undefined) return {};
  if ("commonPrefix" in last) return { NextKeyMarker: writeKey(last.commonPrefix) };
  return { NextKeyMarker: writeKey(last.row.key), NextVersionIdMarker: last.row.versionId };
}

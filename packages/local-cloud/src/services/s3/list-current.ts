import type { ObjectStorageClass, _Object } from "@aws-sdk/client-s3";
import type { Bucket } from "./buckets.ts";
import { readPage, type Cursor, type Page } from "./listing.ts";
import { lastModified, quoted } from "./object-reads.ts";
import type { S3Context } from "./state.ts";
import type { ObjectVersion } from "./versions.ts";

/** What both ways to list objects read alike. */
export interface CurrentRequest {
  readonly prefix: string | undefined;
  readonly delimiter: string | undefined;
  readonly from: Cursor;
  readonly limit: number;
}

/** One page of a bucket's current objects. */
export function listCurrent(
  { state }: S3Context,
  bucket: Bucket,
  { prefix = "", delimiter = "", from, limit }: CurrentRequest,
): Page<ObjectVersion> {
  return readPage((cursor, size) => state.versions.scanCurrent(bucket.name, cursor, size), {
    prefix: Buffer.from(prefix),
    delimiter: Buffer.from(delimiter),
    from,
    limit,
  });
}

/** An object as it stands in a listing. */
export function listedObject(version: ObjectVersion, writeKey: (key: string) => string): _Object {
  const { checksum } = version.details;
  return {
    Key: writeKey(version.key),
    LastModified: lastModified(version),
    ETag: quoted(version.etag),
    ...(checksum !== undefined && {
      ChecksumAlgorithm: [checksum.algorithm],
      ChecksumType: checksum.type,
    }),
    Size: version.sizeBytes,
    StorageClass: storageClassOf(version),
  };
}

/** Listings name the storage class even when it is the usual one. */
export function storageClassOf({ details }: ObjectVersion): ObjectStorageClass {
  return details.storageClass ?? "STANDARD";
}

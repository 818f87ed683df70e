import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import { listCurrent, listedObject } from "../list-current.ts";
import { keyWriter, pageSize } from "../list-output.ts";
import { cursorBehind, type Page } from "../listing.ts";
import type { S3State } from "../state.ts";
import type { ObjectVersion } from "../versions.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects: Operation<typeof S3, "ListObjects", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const { Prefix = "", Delimiter = "", EncodingType, Marker = "" } = input;
  const writeKey = keyWriter(EncodingType);
  const limit = pageSize(input.MaxKeys, "max-keys");
  const from = cursorBehind(Marker, { prefix: Prefix, delimiter: Delimiter });
  const page = listCurrent(ctx, bucket, { prefix: Prefix, delimiter: Delimiter, from, limit });
  return {
    Name: bucket.name,
    Prefix: writeKey(Prefix),
    Marker: writeKey(Marker),
    MaxKeys: limit,
    IsTruncated: page.next !== undefined,
    Contents: page.rows.map((version) => ({
      ...listedObject(version, writeKey),
      Owner: { ID: bucket.owner },
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: writeKey(prefix) })),
    ...(Delimiter !== "" && { Delimiter: writeKey(Delimiter), ...nextMarker(page, writeKey) }),
    ...(EncodingType !== undefined && { EncodingType }),
  };
};

/** S3 names the next marker only where keys are rolled up; else it is the last key. */
function nextMarker(
  { next, last }: Page<ObjectVersion>,
  writeKey: (key: string) => string,
): { NextMarker?: string } {
  if (next === undefined || last === undefined) return {};
  return { NextMarker: writeKey("row" in last ? last.row.key : last.commonPrefix) };
}

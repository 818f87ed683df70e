import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { openBucket } from "../gate.ts";
import { keyWriter, pageSize } from "../list-output.ts";
import { cursorBehind, readPage, type Cursor, type Page } from "../listing.ts";
import { lastModified } from "../object-reads.ts";
import type { S3Context, S3State } from "../state.ts";
import type { Upload } from "../uploads.ts";

type Input = Parameters<typeof listMultipartUploads>[0];

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads: Operation<typeof S3, "ListMultipartUploads", S3State> = (
  input,
  ctx,
) => {
  const bucket = openBucket(ctx, input);
  const { Prefix = "", Delimiter = "", EncodingType } = input;
  const writeKey = keyWriter(EncodingType);
  const limit = pageSize(input.MaxUploads, "max-uploads");
  const uploads = ctx.state.uploads.underWay(bucket.name);
  const page = readPage(scanOf(uploads), {
    prefix: Buffer.from(Prefix),
    delimiter: Buffer.from(Delimiter),
    from: startOf(ctx, input),
    limit,
  });
  const owner = { ID: bucket.owner };
  return {
    Bucket: bucket.name,
    KeyMarker: writeKey(input.KeyMarker ?? ""),
    UploadIdMarker: input.UploadIdMarker ?? "",
    Prefix: writeKey(Prefix),
    MaxUploads: limit,
    IsTruncated: page.next !== undefined,
    Uploads: page.rows.map(({ uploadId, key, initiatedAt, details, checksum }) => ({
      UploadId: uploadId,
      Key: writeKey(key),
      Initiated: lastModified({ modifiedAt: initiatedAt }),
      StorageClass: details.storageClass ?? "STANDARD",
      Owner: owner,
      Initiator: owner,
      ...(checksum.asked && {
        ChecksumAlgorithm: checksum.algorithm,
        ChecksumType: checksum.type,
      }),
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: writeKey(prefix) })),
    ...(Delimiter !== "" && { Delimiter: writeKey(Delimiter) }),
    ...(EncodingType !== undefined && { EncodingType }),
    ...nextMarkers(page, writeKey),
  };
};

/** By key, and the uploads of one key by age. */
function scanOf(uploads: readonly Upload[]): (from: Cursor, limit: number) => Upload[] {
  return ({ key, passed }, limit) =>
    uploads
      .filter(({ rawKey, seq }) => {
        const order = rawKey.compare(key);
        return order > 0 || (order === 0 && (passed === undefined || seq > passed));
      })
      .slice(0, limit);
}

function startOf({ state }: S3Context, input: Input): Cursor {
  const { KeyMarker = "", UploadIdMarker = "", Prefix = "", Delimiter = "" } = input;
  const behind = cursorBehind(KeyMarker, { prefix: Prefix, delimiter: Delimiter });
  if (behind.passed === undefined) return behind;
  const marked = UploadIdMarker === "" ? undefined : state.uploads.find(UploadIdMarker);
  return { key: behind.key, passed: marked?.seq ?? Number.POSITIVE_INFINITY };
}

function nextMarkers(
  { next, last }: Page<Upload>,
  writeKey: (key: string) => string,
): { NextKeyMarker?: string; NextUploadIdMarker?: string } {
  if (next === undefined || last === undefined) return {};
  if ("commonPrefix" in last) return { NextKeyMarker: writeKey(last.commonPrefix) };
  return { NextKeyMarker: writeKey(last.row.key), NextUploadIdMarker: last.row.uploadId };
}

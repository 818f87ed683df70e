import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { invalidArgument } from "../errors.ts";
import { openBucket } from "../gate.ts";
import { listCurrent, listedObject } from "../list-current.ts";
import { keyWriter, pageSize } from "../list-output.ts";
import type { Cursor } from "../listing.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2: Operation<typeof S3, "ListObjectsV2", S3State> = (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const { Prefix, Delimiter, EncodingType, StartAfter, ContinuationToken } = input;
  const writeKey = keyWriter(EncodingType);
  const limit = pageSize(input.MaxKeys, "max-keys");
  const page = listCurrent(ctx, bucket, {
    prefix: Prefix,
    delimiter: Delimiter,
    from: startOf(ContinuationToken, StartAfter),
    limit,
  });
  const owner = { Owner: { ID: bucket.owner } };
  return {
    Name: bucket.name,
    Prefix: writeKey(Prefix ?? ""),
    MaxKeys: limit,
    KeyCount: page.rows.length + page.commonPrefixes.length,
    IsTruncated: page.next !== undefined,
    Contents: page.rows.map((version) => ({
      ...listedObject(version, writeKey),
      ...(input.FetchOwner === true && owner),
    })),
    CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: writeKey(prefix) })),
    ...(Delimiter !== undefined && { Delimiter: writeKey(Delimiter) }),
    ...(EncodingType !== undefined && { EncodingType }),
    ...(StartAfter !== undefined && { StartAfter: writeKey(StartAfter) }),
    ...(ContinuationToken !== undefined && { ContinuationToken }),
    ...(page.next !== undefined && { NextContinuationToken: writeToken(page.next) }),
  };
};

/** A token wins over `start-after`. */
function startOf(token: string | undefined, startAfter: string | undefined): Cursor {
  if (token !== undefined) return readToken(token);
  return startAfter === undefined
    ? { key: Buffer.alloc(0) }
    : { key: Buffer.from(startAfter), passed: 0 };
}

const TOKEN_MARK = "1"; // a token says what it is, so that another text is not taken for one

function writeToken({ key, passed }: Cursor): string {
  const mark = passed === undefined ? "=" : ">";
  return TOKEN_MARK + Buffer.concat([Buffer.from(mark), key]).toString("base64url");
}

function readToken(token: string): Cursor {
  const bytes = Buffer.from(token.slice(1), "base64url");
  const mark = bytes.toString("latin1", 0, 1);
  const key = bytes.subarray(1);
  if (token.startsWith(TOKEN_MARK) && mark === "=") return { key };
  if (token.startsWith(TOKEN_MARK) && mark === ">") return { key, passed: 0 };
  throw invalidArgument(
    "The continuation token provided is incorrect",
    "continuation-token",
    token,
  );
}

import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  DeleteObjectCommand,
  S3Client,
  type GetObjectCommandInput,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

let cloud: TestCloud;
let s3: S3Client;
let Bucket: string;
let etag: string;
const Key = "digits";

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  s3 = cloud.client(S3Client);
  Bucket = await newBucket(s3);
  const put = await s3.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789" }));
  etag = put.ETag!;
});
afterAll(() => cloud.stop());

function get(over: Partial<GetObjectCommandInput>) {
  return s3.send(new GetObjectCommand({ Bucket, Key, ...over }));
}

describe("a range", () => {
  test.each([
    { Range: "bytes=2-4", text: "234", ContentRange: "bytes 2-4/10" },
    { Range: "bytes=8-", text: "89", ContentRange: "bytes 8-9/10" },
    { Range: "bytes=-1", text: "9", ContentRange: "bytes 9-9/10" },
  ])("of $Range is partial content", async ({ Range, text, ContentRange }) => {
    const got = await get({ Range });
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect(got).toMatchObject({ ContentRange, ContentLength: text.length });
    expect(await got.Body!.transformToString()).toBe(text);
  });

  test("behind the end is not satisfiable", async () => {
    expect(await errorOf(get({ Range: "bytes=10-" }))).toBe("InvalidRange 416");
  });

  test("that is none gives the whole object", async () => {
    const got = await get({ Range: "lines=1-2" });
    expect(got.$metadata.httpStatusCode).toBe(200);
    expect(await got.Body!.transformToString()).toBe("0123456789");
  });

  test("of a HEAD has the length of the range", async () => {
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, Range: "bytes=0-3" }));
    expect(head.$metadata.httpStatusCode).toBe(206);
    expect(head.ContentLength).toBe(4);
  });
});

describe("a conditional read", () => {
  const future = new Date(Date.now() + 3_600_000);

  test("is not modified when the ETag or the date fits", async () => {
    for (const over of [{ IfNoneMatch: etag }, { IfModifiedSince: future }]) {
      expect(await errorOf(get(over))).toMatch(/ 304$/);
      const head = new HeadObjectCommand({ Bucket, Key, ...over });
      expect(await errorOf(s3.send(head))).toMatch(/ 304$/);
    }
  });

  test("fails when the ETag or the date does not fit", async () => {
    expect(await errorOf(get({ IfMatch: '"other"' }))).toBe("PreconditionFailed 412");
    const old = get({ IfUnmodifiedSince: new Date(0) });
    expect(await errorOf(old)).toBe("PreconditionFailed 412");
  });

  test("succeeds otherwise", async () => {
    expect((await get({ IfMatch: etag, IfUnmodifiedSince: new Date(0) })).ETag).toBe(etag);
    expect((await get({ IfNoneMatch: '"other"', IfModifiedSince: future })).ETag).toBe(etag);
  });
});

test("an answer without a body still has its headers", async () => {
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }));
  const response = await fetch(url, { headers: { "if-none-match": etag } });
  expect(response.status).toBe(304);
  expect(response.headers.get("etag")).toBe(etag);
  expect(await response.text()).toBe("");
});

describe("a conditional write", () => {
  test("creates an object only once, whoever comes first", async () => {
    const input = { Bucket, Key: "once", IfNoneMatch: "*" };
    const writes = Array.from({ length: 10 }, (_, at) =>
      errorOf(s3.send(new PutObjectCommand({ ...input, Body: String(at) }))),
    );
    const outcomes = await Promise.all(writes);
    expect(outcomes.filter((outcome) => outcome === "no error")).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(["no error", "PreconditionFailed 412"]));
  });

  test("replaces only the version that was read", async () => {
    const input = { Bucket, Key: "swap" };
    const one = await s3.send(new PutObjectCommand({ ...input, Body: "1" }));
    const next = { ...input, Body: "2", IfMatch: one.ETag };
    await s3.send(new PutObjectCommand(next));
    expect(await errorOf(s3.send(new PutObjectCommand(next)))).toBe("PreconditionFailed 412");
    const missing = { ...next, Key: "missing" };
    expect(await errorOf(s3.send(new PutObjectCommand(missing)))).toBe("NoSuchKey 404");
    const remove = { ...input, IfMatch: one.ETag };
    expect(await errorOf(s3.send(new DeleteObjectCommand(remove)))).toBe("PreconditionFailed 412");
  });
});

describe("a read", () => {
  test("may name the headers of its answer", async () => {
    const got = await get({
      ResponseContentType: "text/csv",
      ResponseContentDisposition: "attachment",
      ResponseCacheControl: "no-store",
    });
    expect(got).toMatchObject({
      ContentType: "text/csv",
      ContentDisposition: "attachment",
      CacheControl: "no-store",
    });
  });

  test("outlives the deletion of what it reads", async () => {
    const body = Buffer.alloc(4 * 1024 ** 2, "x");
    await s3.send(new PutObjectCommand({ Bucket, Key: "held", Body: body }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "held" }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "held" }));
    expect((await got.Body!.transformToByteArray()).length).toBe(body.length);
  });

  test("of an archived object needs it restored", async () => {
    const input = { Bucket, Key: "cold", StorageClass: "GLACIER" } as const;
    await s3.send(new PutObjectCommand({ ...input, Body: "x" }));
    expect(await errorOf(get({ Key: "cold" }))).toBe("InvalidObjectState 403");
  });
});

describe("a presigned URL", () => {
  test("reads and writes without further credentials", async () => {
    const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: "signed/a b" }));
    expect((await fetch(put, { method: "PUT", body: "by URL" })).status).toBe(200);
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "signed/a b" }));
    expect(await (await fetch(url)).text()).toBe("by URL");
  });

  test("is refused when its time is over", async () => {
    const options = { expiresIn: 60, signingDate: new Date(Date.now() - 61_000) };
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), options);
    const response = await fetch(url);
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/<Code>AccessDenied<.*Request has expired/);
  });
});

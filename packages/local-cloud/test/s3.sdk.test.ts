import { Readable } from "node:stream";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

let cloud: TestCloud;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  s3 = cloud.client(S3Client);
});
afterAll(() => cloud.stop());

const WEIRD_KEYS = [
  "../x",
  "a//b",
  "/leading",
  "trailing/",
  "a b+c%20ü",
  "line\nbreak",
  "\u{1F600}/emoji",
  "?versionId=1#x&y=z",
  "__proto__",
  "~*'()!",
  "k".repeat(1024),
];

describe("buckets", () => {
  test("are created, found, located, listed and deleted", async () => {
    const Bucket = await newBucket(s3);
    const head = await s3.send(new HeadBucketCommand({ Bucket }));
    expect(head.BucketRegion).toBe(cloud.cloud.config.region);
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toContain(Bucket);
    const location = await s3.send(new GetBucketLocationCommand({ Bucket }));
    const { region } = cloud.cloud.config;
    expect(location.LocationConstraint ?? "us-east-1").toBe(region);
    await s3.send(new DeleteBucketCommand({ Bucket }));
    expect(await errorOf(s3.send(new HeadBucketCommand({ Bucket })))).toBe("NotFound 404");
  });

  test.each(["ab", "Capital", "a..b", "192.168.1.1", "xn--a", "name-s3alias", "-dash"])(
    "are not called %s",
    async (Bucket) => {
      expect(await errorOf(s3.send(new CreateBucketCommand({ Bucket })))).toBe(
        "InvalidBucketName 400",
      );
    },
  );

  test("stay when they hold an object", async () => {
    const Bucket = await newBucket(s3);
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(await errorOf(s3.send(new DeleteBucketCommand({ Bucket })))).toBe("BucketNotEmpty 409");
  });

  test("belong to one account", async () => {
    const Bucket = await newBucket(s3);
    const credentials = { accessKeyId: "111111111111", secretAccessKey: "x" };
    const other = cloud.client(S3Client, { credentials });
    expect(await errorOf(newBucket(other, Bucket))).toBe("BucketAlreadyExists 409");
    const { Buckets } = await other.send(new ListBucketsCommand({}));
    expect(Buckets).toEqual([]);
    const input = { Bucket, ExpectedBucketOwner: "111111111111" };
    expect(await errorOf(s3.send(new HeadBucketCommand(input)))).toBe("Unknown 403");
  });
});

describe("objects", () => {
  test.each(WEIRD_KEYS)("come back under the key %j", async (Key) => {
    const Bucket = await newBucket(s3);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: `of ${Key}` }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(`of ${Key}`);
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    const error = await errorOf(s3.send(new GetObjectCommand({ Bucket, Key })));
    expect(error).toBe("NoSuchKey 404");
  });

  test("refuse a key of more than 1024 bytes", async () => {
    const Bucket = await newBucket(s3);
    const input = { Bucket, Key: "ü".repeat(513), Body: "x" };
    expect(await errorOf(s3.send(new PutObjectCommand(input)))).toBe("KeyTooLongError 400");
  });

  test("keep headers, metadata and tags", async () => {
    const Bucket = await newBucket(s3);
    const Key = "k";
    const Expires = new Date("2030-01-02T03:04:05Z");
    const headers = {
      CacheControl: "max-age=60",
      ContentDisposition: "attachment",
      ContentEncoding: "identity",
      ContentLanguage: "de",
      ContentType: "text/plain",
    };
    const Metadata = { a: "1", "b-c": "two words" };
    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: "x",
        ...headers,
        Expires,
        Metadata,
        Tagging: "color=blue&size=x%20l",
        StorageClass: "STANDARD_IA",
      }),
    );
    expect(put.ETag).toBe('"9dd4e461268c8034f5c8564e155c67a6"');
    expect(put.ServerSideEncryption).toBe("AES256");
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({
      ...headers,
      Metadata,
      ContentLength: 1,
      StorageClass: "STANDARD_IA",
      ETag: put.ETag,
      TagCount: 2,
      ExpiresString: Expires.toUTCString(),
      AcceptRanges: "bytes",
    });
  });

  test("stream in and out unharmed", async () => {
    const Bucket = await newBucket(s3);
    const chunk = Buffer.alloc(64 * 1024, "abcdefg");
    const Body = Readable.from(Array.from({ length: 160 }, () => chunk));
    const ContentLength = 160 * chunk.length;
    await s3.send(new PutObjectCommand({ Bucket, Key: "big", Body, ContentLength }));
    const got = await s3.send(
      new GetObjectCommand({ Bucket, Key: "big", ChecksumMode: "ENABLED" }),
    );
    expect(got.ChecksumCRC32).toBeDefined();
    const bytes = await got.Body?.transformToByteArray();
    expect(
      Buffer.from(bytes ?? []).equals(Buffer.concat(Array.from({ length: 160 }, () => chunk))),
    ).toBe(true);
  });

  test("may be empty", async () => {
    const Bucket = await newBucket(s3);
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: "empty" }));
    expect(put.ETag).toBe('"d41d8cd98f00b204e9800998ecf8427e"');
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "empty" }));
    expect(got.ContentLength).toBe(0);
    expect(await got.Body?.transformToString()).toBe("");
  });

  test("are not stored when the MD5 does not fit", async () => {
    const Bucket = await newBucket(s3);
    const input = { Bucket, Key: "k", Body: "x", ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" };
    expect(await errorOf(s3.send(new PutObjectCommand(input)))).toBe("BadDigest 400");
    const error = await errorOf(s3.send(new HeadObjectCommand({ Bucket, Key: "k" })));
    expect(error).toBe("NotFound 404");
  });

  test("keep the checksum of the client's choice", async () => {
    const Bucket = await newBucket(s3);
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"] as const) {
      const input = { Bucket, Key: ChecksumAlgorithm, Body: "123456789", ChecksumAlgorithm };
      const put = await s3.send(new PutObjectCommand(input));
      const get = { Bucket, Key: ChecksumAlgorithm, ChecksumMode: "ENABLED" } as const;
      const got = await s3.send(new GetObjectCommand(get));
      const member = `Checksum${ChecksumAlgorithm}` as const;
      expect(put[member]).toBeDefined();
      expect(got[member]).toBe(put[member]);
      expect(await got.Body?.transformToString()).toBe("123456789");
    }
  });

  test("are deleted in bulk, whether they are there or not", async () => {
    const Bucket = await newBucket(s3);
    await s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
    const Objects = [{ Key: "a" }, { Key: "missing" }];
    const loud = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(loud.Deleted).toEqual([{ Key: "a" }, { Key: "missing" }]);
    const Delete = { Objects, Quiet: true };
    const quiet = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect(quiet.Deleted).toBeUndefined();
    const tooMany = { Objects: Array.from({ length: 1001 }, (_, at) => ({ Key: `k${at}` })) };
    const error = await errorOf(s3.send(new DeleteObjectsCommand({ Bucket, Delete: tooMany })));
    expect(error).toBe("MalformedXML 400");
  });

  test("are not found in a bucket that is not there", async () => {
    const input = { Bucket: "no-such-bucket-here", Key: "k" };
    expect(await errorOf(s3.send(new GetObjectCommand(input)))).toBe("NoSuchBucket 404");
    expect(await errorOf(s3.send(new PutObjectCommand(input)))).toBe("NoSuchBucket 404");
  });

  test("refuse ACLs other than the owner's", async () => {
    const Bucket = await newBucket(s3);
    const input = { Bucket, Key: "k", Body: "x" };
    const open = { ...input, ACL: "public-read" } as const;
    expect(await errorOf(s3.send(new PutObjectCommand(open)))).toBe(
      "AccessControlListNotSupported 400",
    );
    const owned = { ...input, ACL: "bucket-owner-full-control" } as const;
    expect((await s3.send(new PutObjectCommand(owned))).ETag).toBeDefined();
  });
});

import { createHash } from "node:crypto";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

let cloud: TestCloud;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  s3 = cloud.client(S3Client);
  Bucket = await newBucket(s3);
});
afterAll(() => cloud.stop());

async function textOf(Key: string): Promise<string> {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return got.Body!.transformToString();
}

describe("a copy", () => {
  const Key = "source/a b+c%20ü?x";
  const CopySource = () => `${Bucket}/${encodeURIComponent(Key)}`;

  beforeAll(async () => {
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: "hello",
        ContentType: "text/plain",
        Metadata: { kept: "yes" },
        Tagging: "color=red",
      }),
    );
  });

  test("keeps metadata and tags unless they are replaced", async () => {
    const kept = { Bucket, Key: "kept", CopySource: CopySource() };
    await s3.send(new CopyObjectCommand(kept));
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: "kept" }));
    expect(head).toMatchObject({ ContentType: "text/plain", Metadata: { kept: "yes" } });
    const tags = await s3.send(new GetObjectTaggingCommand({ Bucket, Key: "kept" }));
    expect(tags.TagSet).toEqual([{ Key: "color", Value: "red" }]);

    const replaced = {
      ...kept,
      Key: "replaced",
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
      Tagging: "",
      Metadata: { new: "1" },
      StorageClass: "STANDARD_IA",
    } as const;
    await s3.send(new CopyObjectCommand(replaced));
    const other = await s3.send(new HeadObjectCommand({ Bucket, Key: "replaced" }));
    expect(other).toMatchObject({
      ContentType: "binary/octet-stream",
      Metadata: { new: "1" },
      StorageClass: "STANDARD_IA",
    });
    expect(other.TagCount).toBeUndefined();
  });

  test("outlives its source", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: "short-lived", Body: "bytes" }));
    const input = { Bucket, Key: "survivor", CopySource: `${Bucket}/short-lived` };
    await s3.send(new CopyObjectCommand(input));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "short-lived" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "short-lived", Body: "other" }));
    expect(await textOf("survivor")).toBe("bytes");
  });

  test("onto itself needs a change", async () => {
    const input = { Bucket, Key, CopySource: CopySource() };
    expect(await errorOf(s3.send(new CopyObjectCommand(input)))).toBe("InvalidRequest 400");
    const changed = { ...input, MetadataDirective: "REPLACE", Metadata: { v: "2" } } as const;
    await s3.send(new CopyObjectCommand(changed));
    expect(await textOf(Key)).toBe("hello");
  });

  test("depends on its source's ETag and date", async () => {
    const { ETag } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    const input = { Bucket, Key: "conditional", CopySource: CopySource() };
    const failing = [
      { CopySourceIfMatch: '"other"' },
      { CopySourceIfNoneMatch: ETag },
      { CopySourceIfModifiedSince: new Date(Date.now() + 60_000) },
      { CopySourceIfUnmodifiedSince: new Date(0) },
    ];
    for (const condition of failing) {
      const error = await errorOf(s3.send(new CopyObjectCommand({ ...input, ...condition })));
      expect(error).toBe("PreconditionFailed 412");
    }
    await s3.send(new CopyObjectCommand({ ...input, CopySourceIfMatch: ETag }));
    expect(await textOf("conditional")).toBe("hello");
  });

  test("of an object uploaded in parts has the MD5 of its bytes", async () => {
    const target = { Bucket, Key: "parts" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
    const part = { ...target, UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: "joined" }));
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
    const input = { Bucket, Key: "whole", CopySource: `/${Bucket}/parts` };
    const copied = await s3.send(new CopyObjectCommand(input));
    const md5 = createHash("md5").update("joined").digest("hex");
    expect(copied.CopyObjectResult?.ETag).toBe(`"${md5}"`);
  });

  test("needs a source that is there", async () => {
    const input = { Bucket, Key: "none" };
    const missing = { ...input, CopySource: `${Bucket}/missing` };
    expect(await errorOf(s3.send(new CopyObjectCommand(missing)))).toBe("NoSuchKey 404");
    const bucket = { ...input, CopySource: "no-such-bucket-at-all/key" };
    expect(await errorOf(s3.send(new CopyObjectCommand(bucket)))).toBe("NoSuchBucket 404");
    const malformed = { ...input, CopySource: "nothing" };
    expect(await errorOf(s3.send(new CopyObjectCommand(malformed)))).toBe("InvalidArgument 400");
  });
});

import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CreateMultipartUploadCommandInput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

const MIN_PART = 5 * 1024 ** 2;
const Key = "big/file.bin";

let cloud: TestCloud;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  s3 = cloud.client(S3Client);
  Bucket = await newBucket(s3);
});
afterAll(() => cloud.stop());

async function begin(over: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const created = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...over }));
  return created.UploadId!;
}

async function part(UploadId: string, PartNumber: number, Body: Buffer): Promise<CompletedPart> {
  const input = { Bucket, Key, UploadId, PartNumber, Body };
  const { ETag } = await s3.send(new UploadPartCommand(input));
  return { ETag, PartNumber };
}

function complete(UploadId: string, Parts: CompletedPart[]): CompleteMultipartUploadCommand {
  return new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } });
}

async function bytesOf(key: string): Promise<Buffer> {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
  return Buffer.from(await got.Body!.transformToByteArray());
}

const list = (input: ConstructorParameters<typeof ListMultipartUploadsCommand>[0]) =>
  s3.send(new ListMultipartUploadsCommand(input));

const first = Buffer.alloc(MIN_PART, "first");
const second = Buffer.from("the last part may be small");

describe("a multipart upload", () => {
  test("joins parts that came in parallel and out of order", async () => {
    const UploadId = await begin({ ContentType: "text/x", Metadata: { a: "b" }, Tagging: "t=1" });
    const [two, one] = await Promise.all([part(UploadId, 7, second), part(UploadId, 2, first)]);
    const done = await s3.send(complete(UploadId, [one, two]));
    const md5s = [first, second].map((bytes) => createHash("md5").update(bytes).digest());
    const md5 = createHash("md5").update(Buffer.concat(md5s)).digest("hex");
    expect(done.ETag).toBe(`"${md5}-2"`);
    expect((await bytesOf(Key)).equals(Buffer.concat([first, second]))).toBe(true);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    expect(head).toMatchObject({ ContentType: "text/x", Metadata: { a: "b" }, TagCount: 1 });
  });

  test("gives single parts and ranges over their border", async () => {
    const UploadId = await begin();
    const parts = [await part(UploadId, 1, first), await part(UploadId, 2, second)];
    await s3.send(complete(UploadId, parts));
    const one = await s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect(one.$metadata.httpStatusCode).toBe(206);
    expect(one.PartsCount).toBe(2);
    expect(await one.Body!.transformToString()).toBe(String(second));
    const Range = `bytes=${MIN_PART - 2}-${MIN_PART + 2}`;
    const border = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
    const whole = Buffer.concat([first, second]);
    expect(await border.Body!.transformToString()).toBe(
      String(whole.subarray(MIN_PART - 2, MIN_PART + 3)),
    );
    const missing = new HeadObjectCommand({ Bucket, Key, PartNumber: 3 });
    expect(await errorOf(s3.send(missing))).toMatch(/416$/);
    const attributes = await s3.send(
      new GetObjectAttributesCommand({
        Bucket,
        Key,
        ObjectAttributes: ["ObjectParts", "ObjectSize", "Checksum"],
      }),
    );
    expect(attributes.ObjectSize).toBe(whole.length);
    expect(attributes.ObjectParts?.TotalPartsCount).toBe(2);
    expect(attributes.Checksum?.ChecksumType).toBe("FULL_OBJECT");
  });

  test("keeps the newer of two parts with one number", async () => {
    const UploadId = await begin();
    const stale = await part(UploadId, 1, Buffer.from("old"));
    const fresh = await part(UploadId, 1, Buffer.from("new"));
    expect(await errorOf(s3.send(complete(UploadId, [stale])))).toBe("InvalidPart 400");
    await s3.send(complete(UploadId, [fresh]));
    expect(String(await bytesOf(Key))).toBe("new");
  });

  test("may be completed again with the same parts, and only with them", async () => {
    const UploadId = await begin();
    const parts = [await part(UploadId, 1, second)];
    const done = await s3.send(complete(UploadId, parts));
    const again = await s3.send(complete(UploadId, parts));
    expect(again.ETag).toBe(done.ETag);
    const others = [{ ETag: '"x"', PartNumber: 1 }];
    expect(await errorOf(s3.send(complete(UploadId, others)))).toBe("NoSuchUpload 404");
    expect(await errorOf(part(UploadId, 2, second))).toBe("NoSuchUpload 404");
  });

  test("refuses parts that are too small, missing or out of order", async () => {
    const UploadId = await begin();
    const parts = [await part(UploadId, 1, second), await part(UploadId, 2, second)];
    expect(await errorOf(s3.send(complete(UploadId, parts)))).toBe("EntityTooSmall 400");
    const order = await errorOf(s3.send(complete(UploadId, parts.toReversed())));
    expect(order).toBe("InvalidPartOrder 400");
    const missing = [{ ETag: parts[0]!.ETag!, PartNumber: 3 }];
    expect(await errorOf(s3.send(complete(UploadId, missing)))).toBe("InvalidPart 400");
    expect(await errorOf(s3.send(complete(UploadId, [])))).toBe("MalformedXML 400");
    expect(await errorOf(part(UploadId, 10_001, second))).toBe("InvalidArgument 400");
    expect(await errorOf(part("no-such-upload", 1, second))).toBe("NoSuchUpload 404");
  });

  test("is gone once it is aborted", async () => {
    const UploadId = await begin({ Key: "aborted" });
    const listed = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "abo" }));
    expect(listed.Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);
    const abort = new AbortMultipartUploadCommand({ Bucket, Key: "aborted", UploadId });
    await s3.send(abort);
    expect(await errorOf(s3.send(abort))).toBe("NoSuchUpload 404");
    const after = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "abo" }));
    expect(after.Uploads ?? []).toEqual([]);
  });

  test("lists its parts by pages", async () => {
    const UploadId = await begin();
    await Promise.all([3, 1, 2].map((number) => part(UploadId, number, second)));
    const page = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    expect(page.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 2]);
    expect(page.IsTruncated).toBe(true);
    const PartNumberMarker = page.NextPartNumberMarker;
    const rest = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker }));
    expect(rest.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [3, second.length],
    ]);
  });

  test("lists uploads of a bucket by pages", async () => {
    const prefix = "uploads/";
    const keys = [`${prefix}a`, `${prefix}a`, `${prefix}b/1`, `${prefix}b/2`];
    const ids: string[] = [];
    for (const key of keys) ids.push(await begin({ Key: key }));
    const seen: (string | undefined)[] = [];
    let markers = {};
    for (let truncated: boolean | undefined = true; truncated === true;) {
      const input = { Bucket, Prefix: prefix, MaxUploads: 1, ...markers };
      const page: Awaited<ReturnType<typeof list>> = await list(input);
      seen.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
      truncated = page.IsTruncated;
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
    expect(seen).toEqual(ids);
    const rolled = await list({ Bucket, Prefix: prefix, Delimiter: "/" });
    expect(rolled.CommonPrefixes).toEqual([{ Prefix: `${prefix}b/` }]);
  });

  test("takes parts from another object", async () => {
    const Source = "source key+ü";
    await s3.send(new PutObjectCommand({ Bucket, Key: Source, Body: first }));
    const UploadId = await begin();
    const CopySource = `${Bucket}/${encodeURIComponent(Source)}`;
    const copy = async (PartNumber: number, CopySourceRange: string): Promise<CompletedPart> => {
      const input = { Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange };
      const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(input));
      return { ETag: CopyPartResult?.ETag, PartNumber };
    };
    const parts = [await copy(1, `bytes=0-${MIN_PART - 1}`), await copy(2, "bytes=1-3")];
    await s3.send(complete(UploadId, parts));
    const expected = Buffer.concat([first, first.subarray(1, 4)]);
    expect((await bytesOf(Key)).equals(expected)).toBe(true);
    expect(await errorOf(copy(1, `bytes=0-${MIN_PART}`))).toBe("NoSuchUpload 404");
    const open = await begin();
    const input = { Bucket, Key, UploadId: open, PartNumber: 1, CopySource };
    const range = { ...input, CopySourceRange: `bytes=0-${MIN_PART}` };
    expect(await errorOf(s3.send(new UploadPartCopyCommand(range)))).toBe("InvalidArgument 400");
  });

  test("computes composite and whole checksums", async () => {
    const composite = await begin({ ChecksumAlgorithm: "SHA256" });
    const input = { Bucket, Key, UploadId: composite, PartNumber: 1, Body: second };
    const uploaded = await s3.send(
      new UploadPartCommand({ ...input, ChecksumAlgorithm: "SHA256" }),
    );
    const bare = [{ ETag: uploaded.ETag, PartNumber: 1 }];
    expect(await errorOf(s3.send(complete(composite, bare)))).toBe("InvalidRequest 400");
    const named = [{ ...bare[0]!, ChecksumSHA256: uploaded.ChecksumSHA256 }];
    const done = await s3.send(complete(composite, named));
    expect(done.ChecksumSHA256).toMatch(/-1$/);
    expect(done.ChecksumType).toBe("COMPOSITE");

    const whole = await begin({ ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
    const parts = [await part(whole, 1, first), await part(whole, 2, second)];
    const joined = await s3.send(complete(whole, parts));
    const get = new GetObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" });
    const got = await s3.send(get);
    expect(got.ChecksumCRC32).toBe(joined.ChecksumCRC32);
    // The client checks what it reads against the joined checksum.
    expect((await got.Body!.transformToByteArray()).length).toBe(first.length + second.length);
    const odd = { ChecksumAlgorithm: "SHA1", ChecksumType: "FULL_OBJECT" } as const;
    expect(await errorOf(begin(odd))).toBe("InvalidRequest 400");
  });
});

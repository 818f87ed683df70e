import {
  CopyObjectCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
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

async function setVersioning(Bucket: string, Status: "Enabled" | "Suspended"): Promise<void> {
  const VersioningConfiguration = { Status };
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}

async function versionedBucket(): Promise<string> {
  const Bucket = await newBucket(s3);
  await setVersioning(Bucket, "Enabled");
  return Bucket;
}

async function put(Bucket: string, Key: string, Body: string): Promise<string | undefined> {
  return (await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
}

async function text(Bucket: string, Key: string, VersionId?: string): Promise<string> {
  const input = { Bucket, Key, ...(VersionId !== undefined && { VersionId }) };
  return (await s3.send(new GetObjectCommand(input))).Body!.transformToString();
}

describe("versioning", () => {
  test("is off, then enabled, then suspended", async () => {
    const Bucket = await newBucket(s3);
    const get = new GetBucketVersioningCommand({ Bucket });
    expect((await s3.send(get)).Status).toBeUndefined();
    await setVersioning(Bucket, "Enabled");
    expect((await s3.send(get)).Status).toBe("Enabled");
    await setVersioning(Bucket, "Suspended");
    expect((await s3.send(get)).Status).toBe("Suspended");
  });

  test("keeps every version and gives each by its id", async () => {
    const Bucket = await versionedBucket();
    const one = await put(Bucket, "k", "1");
    const two = await put(Bucket, "k", "2");
    expect(one).not.toBe(two);
    expect(await text(Bucket, "k")).toBe("2");
    expect(await text(Bucket, "k", one)).toBe("1");
    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      [two, true],
      [one, false],
    ]);
  });

  test("hides an object behind a delete marker and brings it back", async () => {
    const Bucket = await versionedBucket();
    const kept = await put(Bucket, "k", "1");
    const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(deleted.DeleteMarker).toBe(true);
    const VersionId = deleted.VersionId;
    const get = new GetObjectCommand({ Bucket, Key: "k" });
    expect(await errorOf(s3.send(get))).toBe("NoSuchKey 404");
    const marker = new GetObjectCommand({ Bucket, Key: "k", VersionId });
    expect(await errorOf(s3.send(marker))).toBe("MethodNotAllowed 405");
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    expect(await text(Bucket, "k", kept)).toBe("1");
    const gone = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));
    expect(gone).toMatchObject({ DeleteMarker: true, VersionId });
    expect(await text(Bucket, "k")).toBe("1");
  });

  test("makes the version before the latest when the latest is deleted", async () => {
    const Bucket = await versionedBucket();
    await put(Bucket, "k", "1");
    const VersionId = await put(Bucket, "k", "2");
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId }));
    expect(await text(Bucket, "k")).toBe("1");
  });

  test("keeps the null version from before, and replaces it once suspended", async () => {
    const Bucket = await newBucket(s3);
    expect(await put(Bucket, "k", "before")).toBeUndefined();
    await setVersioning(Bucket, "Enabled");
    const VersionId = await put(Bucket, "k", "versioned");
    expect(await text(Bucket, "k", "null")).toBe("before");
    await setVersioning(Bucket, "Suspended");
    expect(await put(Bucket, "k", "after")).toBe("null");
    expect(await text(Bucket, "k", "null")).toBe("after");
    expect(await text(Bucket, "k", VersionId)).toBe("versioned");
    const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    expect(deleted).toMatchObject({ DeleteMarker: true, VersionId: "null" });
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map((version) => version.VersionId)).toEqual([VersionId]);
    expect(listed.DeleteMarkers?.map((marker) => marker.VersionId)).toEqual(["null"]);
  });

  test("lists versions by pages", async () => {
    const Bucket = await versionedBucket();
    const expected: string[] = [];
    for (const key of ["a", "b", "c"]) {
      const ids = [await put(Bucket, key, "1"), await put(Bucket, key, "2")];
      expected.push(...ids.toReversed().map((id) => `${key} ${id}`));
    }
    const seen: string[] = [];
    let markers = {};
    for (let truncated: boolean | undefined = true; truncated === true;) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...markers }));
      seen.push(...(page.Versions ?? []).map(({ Key, VersionId }) => `${Key} ${VersionId}`));
      truncated = page.IsTruncated;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(seen).toEqual(expected);
  });

  test("refuses versions that are not there or that cannot be", async () => {
    const Bucket = await versionedBucket();
    await put(Bucket, "k", "1");
    const head = { Bucket, Key: "k" };
    const unknown = { ...head, VersionId: "0123456789abcdef0123456789abcdef" };
    expect(await errorOf(s3.send(new GetObjectCommand(unknown)))).toBe("NoSuchVersion 404");
    expect(await errorOf(s3.send(new HeadObjectCommand(unknown)))).toBe("NotFound 404");
    const odd = { ...head, VersionId: "?" };
    expect(await errorOf(s3.send(new GetObjectCommand(odd)))).toBe("InvalidArgument 400");
  });

  test("keeps a bucket as long as it holds a version", async () => {
    const Bucket = await versionedBucket();
    const VersionId = await put(Bucket, "k", "1");
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
    const remove = new DeleteBucketCommand({ Bucket });
    expect(await errorOf(s3.send(remove))).toBe("BucketNotEmpty 409");
    for (const id of [VersionId, marker.VersionId]) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "k", VersionId: id }));
    }
    expect(await errorOf(s3.send(remove))).toBe("no error");
  });

  test("restores an older version by copying it", async () => {
    const Bucket = await versionedBucket();
    const old = await put(Bucket, "k", "1");
    await put(Bucket, "k", "2");
    const CopySource = `${Bucket}/k?versionId=${old}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket, Key: "k", CopySource }));
    expect(copied.CopySourceVersionId).toBe(old);
    expect(await text(Bucket, "k")).toBe("1");
  });
});

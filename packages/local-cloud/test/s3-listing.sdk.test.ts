import {
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type ListObjectsV2CommandInput,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

const KEYS = [
  "a b+c.txt",
  "docs/2025/a",
  "docs/2025/b",
  "docs/2026/a",
  "docs/readme",
  "ü",
  "\uFF5E",
  "\u{1F600}",
];

let cloud: TestCloud;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  s3 = cloud.client(S3Client);
  Bucket = await newBucket(s3);
  for (const Key of KEYS.toReversed()) {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  }
});
afterAll(() => cloud.stop());

async function list(over: Partial<ListObjectsV2CommandInput> = {}) {
  const page = await s3.send(new ListObjectsV2Command({ Bucket, ...over }));
  const keys = (page.Contents ?? []).map(({ Key = "" }) => Key);
  const prefixes = (page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix);
  return { page, keys, prefixes };
}

describe("ListObjectsV2", () => {
  test("lists in the order of the keys' UTF-8 bytes", async () => {
    const { keys, page } = await list();
    expect(keys).toEqual(KEYS);
    expect(page).toMatchObject({ KeyCount: KEYS.length, IsTruncated: false, MaxKeys: 1000 });
    expect(page.Contents?.[0]).toMatchObject({
      Size: "a b+c.txt".length,
      StorageClass: "STANDARD",
      ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    });
  });

  test("rolls keys up to the delimiter behind the prefix", async () => {
    const { keys, prefixes, page } = await list({ Prefix: "docs/", Delimiter: "/" });
    expect(keys).toEqual(["docs/readme"]);
    expect(prefixes).toEqual(["docs/2025/", "docs/2026/"]);
    expect(page.KeyCount).toBe(3);
  });

  test.each([1, 2, 3])("shows everything once over pages of %i", async (MaxKeys) => {
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const next = ContinuationToken === undefined ? {} : { ContinuationToken };
      const { keys, prefixes, page } = await list({ MaxKeys, Delimiter: "/", ...next });
      expect(page.KeyCount).toBeLessThanOrEqual(MaxKeys);
      seen.push(...keys, ...prefixes);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    const expected = [...KEYS.filter((key) => !key.startsWith("docs/")), "docs/"];
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });

  test("starts after a key, even inside a common prefix", async () => {
    expect((await list({ StartAfter: "docs/2026/a" })).keys[0]).toBe("docs/readme");
    const { prefixes } = await list({ StartAfter: "docs/2025/a", Delimiter: "/", MaxKeys: 1 });
    expect(prefixes).toEqual(["docs/"]);
  });

  test("encodes keys on request", async () => {
    const { keys, page } = await list({ EncodingType: "url", Prefix: "a b" });
    expect(keys).toEqual(["a+b%2Bc.txt"]);
    expect(page.Prefix).toBe("a+b");
    const error = list({ EncodingType: "rot13" as "url" });
    expect(await errorOf(error)).toBe("InvalidArgument 400");
  });

  test("refuses a page size or a token that cannot be", async () => {
    expect(await errorOf(list({ MaxKeys: -1 }))).toBe("InvalidArgument 400");
    expect(await errorOf(list({ ContinuationToken: "x" }))).toBe("InvalidArgument 400");
    expect((await list({ MaxKeys: 0 })).page).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test("names the owner only when asked", async () => {
    expect((await list()).page.Contents?.[0]?.Owner).toBeUndefined();
    const { page } = await list({ FetchOwner: true });
    expect(page.Contents?.[0]?.Owner?.ID).toBe(cloud.cloud.config.accountId);
  });
});

describe("ListObjects", () => {
  test("goes on behind the marker that it names", async () => {
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const next = Marker === undefined ? {} : { Marker };
      const input = { Bucket, MaxKeys: 1, Delimiter: "/", ...next };
      const page = await s3.send(new ListObjectsCommand(input));
      seen.push(...(page.Contents ?? []).map(({ Key = "" }) => Key));
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix = "" }) => Prefix));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(["a b+c.txt", "docs/", "ü", "\uFF5E", "\u{1F600}"]);
  });

  test("names no marker without a delimiter", async () => {
    const page = await s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1 }));
    expect(page.IsTruncated).toBe(true);
    expect(page.NextMarker).toBeUndefined();
  });
});

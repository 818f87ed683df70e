import { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { s3OutputFiles } from "./output-files-s3.ts";

const client = new S3Client({
  region: "eu-west-1",
  credentials: { accessKeyId: "A", secretAccessKey: "S", sessionToken: "T" },
});
const files = s3OutputFiles(client, "outputs");

test("permits to read each key, in order, for five minutes", async () => {
  const keys = ["a/a-0.gif", "b c~1/b c~1-0-frame-1.jpg"];
  const { urls, expiresAt } = await files.permitToRead(keys);
  const read = urls.map((url) => new URL(url));
  expect(read.map(({ pathname }) => decodeURIComponent(pathname.slice(1)))).toEqual(keys);
  for (const { searchParams } of read) expect(searchParams.get("X-Amz-Expires")).toBe("300");
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(290_000);
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(300_000);
});

test("knows where its URLs point to", async () => {
  expect(await files.origin()).toBe("https://outputs.s3.eu-west-1.amazonaws.com");
});

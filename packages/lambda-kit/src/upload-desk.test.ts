import { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { s3UploadDesk } from "./upload-desk.ts";

const client = new S3Client({
  region: "eu-west-1",
  credentials: { accessKeyId: "A", secretAccessKey: "S", sessionToken: "T" },
  requestChecksumCalculation: "WHEN_REQUIRED",
});

test("signs type, length, 'nothing there yet', and an end within five minutes", async () => {
  const permit = await s3UploadDesk(client, "images").permit({
    key: "uploads/1/größe 📷.jpg",
    contentType: "image/jpeg",
    sizeBytes: 4711,
  });
  const url = new URL(permit.url);
  expect(decodeURIComponent(url.pathname)).toBe("/uploads/1/größe 📷.jpg");
  expect(url.searchParams.get("X-Amz-SignedHeaders")).toBe(
    "content-length;content-type;host;if-none-match",
  );
  expect(Number(url.searchParams.get("X-Amz-Expires"))).toBe(300);
  expect([...url.searchParams.keys()].filter((name) => name.includes("checksum"))).toEqual([]);
  expect(permit.headers).toEqual({
    "content-type": "image/jpeg",
    "content-length": "4711",
    "if-none-match": "*",
  });
});

import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";

const Bucket = "uploads";
const EXPIRES_SECONDS = 60;
const KEY = "in/größe (1) 'x' & +.txt";

let cloud: TestCloud;
let s3: S3Client;

/** A policy of one statement. */
function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

/** A client of a role that may put and get objects below `in/`. */
beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, enforcePermissions: true });
  await cloud.client(S3Client).send(
    new CreateBucketCommand({
      Bucket,
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  const trust = { Principal: { AWS: "000000000000" }, Action: "sts:AssumeRole" };
  const iam = cloud.client(IAMClient);
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: "uploader", AssumeRolePolicyDocument: document(trust) }),
  );
  const Action = ["s3:PutObject", "s3:GetObject"];
  const PolicyDocument = document({ Action, Resource: `arn:aws:s3:::${Bucket}/in/*` });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: "p", PolicyDocument }),
  );
  const { Credentials } = await cloud
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "s" }));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  s3 = cloud.client(S3Client, { credentials });
});

afterAll(() => cloud.stop());

/** A URL that takes exactly `hello` as text. */
function uploadUrl(): Promise<string> {
  const put = new PutObjectCommand({
    Bucket,
    Key: KEY,
    ContentType: "text/plain",
    ContentLength: 5,
  });
  return getSignedUrl(s3, put, {
    expiresIn: EXPIRES_SECONDS,
    signableHeaders: new Set(["content-type", "content-length"]),
  });
}

const headers = { "content-type": "text/plain" };

describe("a presigned URL of a role's session", () => {
  test("takes what it was signed for, whatever the key looks like", async () => {
    const put = await fetch(await uploadUrl(), { method: "PUT", headers, body: "hello" });
    expect(put.status).toBe(200);
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: KEY }));
    expect(await (await fetch(url)).text()).toBe("hello");
  });

  test.each([
    ["another method", (url: string) => fetch(url)],
    [
      "another content type",
      (url: string) =>
        fetch(url, { method: "PUT", headers: { "content-type": "text/html" }, body: "hello" }),
    ],
    ["a larger body", (url: string) => fetch(url, { method: "PUT", headers, body: "hello, you" })],
    [
      "another key",
      (url: string) =>
        fetch(url.replace("/in/", "/in/other-"), { method: "PUT", headers, body: "hello" }),
    ],
    [
      "a longer life",
      (url: string) =>
        fetch(url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"), {
          method: "PUT",
          headers,
          body: "hello",
        }),
    ],
    [
      "a changed signature",
      (url: string) =>
        fetch(url.replace(/X-Amz-Signature=../, "X-Amz-Signature=zz"), {
          method: "PUT",
          headers,
          body: "hello",
        }),
    ],
  ])("refuses %s", async (_what, send) => {
    const response = await send(await uploadUrl());
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("SignatureDoesNotMatch");
  });

  test("refuses what the role itself may not do", async () => {
    const outside = new PutObjectCommand({ Bucket, Key: "out/a", Body: "x" });
    const response = await fetch(await getSignedUrl(s3, outside), { method: "PUT", body: "x" });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("AccessDenied");
  });

  test("ends when its time is over", async () => {
    const url = await uploadUrl();
    await cloud.cloud.clock.advance((EXPIRES_SECONDS + 1) * 1000);
    const response = await fetch(url, { method: "PUT", headers, body: "hello" });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("Request has expired");
  });
});

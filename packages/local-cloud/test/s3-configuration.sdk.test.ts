import {
  DeleteBucketCorsCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLoggingCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketReplicationCommand,
  GetBucketRequestPaymentCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectTaggingCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

let cloud: TestCloud;
let s3: S3Client;
let Bucket: string;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
  s3 = cloud.client(S3Client);
});
beforeEach(async () => {
  Bucket = await newBucket(s3);
});
afterAll(() => cloud.stop());

describe("a new bucket", () => {
  test("is private, encrypted and free of ACLs", async () => {
    const access = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(access.PublicAccessBlockConfiguration ?? {})).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("AES256");
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls?.Rules).toEqual([
      { ObjectOwnership: "BucketOwnerEnforced" },
    ]);
    const acl = await s3.send(new GetBucketAclCommand({ Bucket }));
    expect(acl.Grants?.map(({ Permission }) => Permission)).toEqual(["FULL_CONTROL"]);
    const open = new PutBucketAclCommand({ Bucket, ACL: "public-read" });
    expect(await errorOf(s3.send(open))).toBe("AccessControlListNotSupported 400");
  });

  test("answers for what was never configured", async () => {
    const calls = {
      cors: s3.send(new GetBucketCorsCommand({ Bucket })),
      policy: s3.send(new GetBucketPolicyCommand({ Bucket })),
      tags: s3.send(new GetBucketTaggingCommand({ Bucket })),
      lifecycle: s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
      website: s3.send(new GetBucketWebsiteCommand({ Bucket })),
      replication: s3.send(new GetBucketReplicationCommand({ Bucket })),
      lock: s3.send(new GetObjectLockConfigurationCommand({ Bucket })),
      logging: s3.send(new GetBucketLoggingCommand({ Bucket })),
      payment: s3.send(new GetBucketRequestPaymentCommand({ Bucket })),
      notifications: s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
    };
    const entries = Object.entries(calls).map(async ([name, call]) => [name, await errorOf(call)]);
    expect(Object.fromEntries(await Promise.all(entries))).toEqual({
      cors: "NoSuchCORSConfiguration 404",
      policy: "NoSuchBucketPolicy 404",
      tags: "NoSuchTagSet 404",
      lifecycle: "NoSuchLifecycleConfiguration 404",
      website: "NoSuchWebsiteConfiguration 404",
      replication: "ReplicationConfigurationNotFoundError 404",
      lock: "ObjectLockConfigurationNotFoundError 404",
      logging: "no error",
      payment: "no error",
      notifications: "no error",
    });
  });

  test("says loudly what is not emulated", async () => {
    const WebsiteConfiguration = { IndexDocument: { Suffix: "index.html" } };
    const call = s3.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
    expect(await errorOf(call)).toBe("NotEmulated 501");
  });
});

describe("tags", () => {
  test("of a bucket are put, read and deleted", async () => {
    const TagSet = [{ Key: "team", Value: "a/b c" }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    const after = await errorOf(s3.send(new GetBucketTaggingCommand({ Bucket })));
    expect(after).toBe("NoSuchTagSet 404");
  });

  test("of an object are ten at most and differ in their keys", async () => {
    const target = { Bucket, Key: "k" };
    await s3.send(new PutObjectCommand({ ...target, Body: "x" }));
    const putTags = (TagSet: { Key: string; Value: string }[]) =>
      errorOf(s3.send(new PutObjectTaggingCommand({ ...target, Tagging: { TagSet } })));
    const many = Array.from({ length: 11 }, (_, at) => ({ Key: `k${at}`, Value: "" }));
    expect(await putTags(many)).toBe("BadRequest 400");
    const tag = { Key: "a", Value: "1" };
    expect(await putTags([tag, tag])).toBe("InvalidTag 400");
    expect(await putTags([{ Key: "aws:x", Value: "" }])).toBe("InvalidTag 400");
    expect(await putTags([tag])).toBe("no error");
    const read = new GetObjectTaggingCommand(target);
    expect((await s3.send(read)).TagSet).toEqual([tag]);
    await s3.send(new DeleteObjectTaggingCommand(target));
    expect((await s3.send(read)).TagSet).toEqual([]);
  });
});

function policy(over: object = {}): string {
  const statement = {
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::000000000000:role/reader" },
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${Bucket}/*`,
    ...over,
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function putPolicy(Policy: string): Promise<string> {
  return errorOf(s3.send(new PutBucketPolicyCommand({ Bucket, Policy })));
}

describe("a bucket policy", () => {
  test("comes back as it was put", async () => {
    const Policy = policy();
    expect(await putPolicy(Policy)).toBe("no error");
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(Policy);
    const status = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus?.IsPublic).toBe(false);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    const after = await errorOf(s3.send(new GetBucketPolicyCommand({ Bucket })));
    expect(after).toBe("NoSuchBucketPolicy 404");
  });

  test("that lets everyone in needs the block lifted", async () => {
    const open = policy({ Principal: "*" });
    expect(await putPolicy(open)).toBe("AccessDenied 403");
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    expect(await putPolicy(open)).toBe("no error");
    const status = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(status.PolicyStatus?.IsPublic).toBe(true);
  });

  test("is well-formed and about its own bucket", async () => {
    const malformed = [
      "no json",
      "[]",
      policy({ Effect: "Maybe" }),
      policy({ Resource: "arn:aws:s3:::another/*" }),
      policy({ Principal: undefined }),
      policy({ Action: "sqs:SendMessage" }),
    ];
    for (const text of malformed) expect(await putPolicy(text)).toBe("MalformedPolicy 400");
  });
});

describe("rules of a bucket", () => {
  test("for its lifecycle keep their dates", async () => {
    const Rules = [
      {
        ID: "old",
        Status: "Enabled" as const,
        Filter: { Prefix: "logs/" },
        Expiration: { Date: new Date("2030-01-01T00:00:00Z") },
      },
      {
        ID: "uploads",
        Status: "Disabled" as const,
        Filter: { Prefix: "" },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ];
    const LifecycleConfiguration = { Rules };
    const put = { Bucket, LifecycleConfiguration };
    await s3.send(new PutBucketLifecycleConfigurationCommand(put));
    const read = new GetBucketLifecycleConfigurationCommand({ Bucket });
    expect((await s3.send(read)).Rules).toEqual(Rules);
    const twice = { Bucket, LifecycleConfiguration: { Rules: [Rules[0]!, Rules[0]!] } };
    const error = await errorOf(s3.send(new PutBucketLifecycleConfigurationCommand(twice)));
    expect(error).toBe("InvalidArgument 400");
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    expect(await errorOf(s3.send(read))).toBe("NoSuchLifecycleConfiguration 404");
  });

  test("for encryption are noted on its objects", async () => {
    const ApplyServerSideEncryptionByDefault = {
      SSEAlgorithm: "aws:kms" as const,
      KMSMasterKeyID: "arn:aws:kms:eu-west-1:000000000000:key/1",
    };
    const Rules = [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }];
    const ServerSideEncryptionConfiguration = { Rules };
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    const put = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    expect(put).toMatchObject({
      ServerSideEncryption: "aws:kms",
      SSEKMSKeyId: ApplyServerSideEncryptionByDefault.KMSMasterKeyID,
      BucketKeyEnabled: true,
    });
  });
});

function preflight(headers: Record<string, string>): Promise<Response> {
  return fetch(`${cloud.endpoint}/${Bucket}/k`, { method: "OPTIONS", headers });
}

describe("CORS", () => {
  const rule = {
    AllowedOrigins: ["https://app.example.com"],
    AllowedMethods: ["GET", "PUT"],
    AllowedHeaders: ["*"],
    ExposeHeaders: ["ETag"],
  };
  const origin = { origin: "https://app.example.com" };
  const asked = { ...origin, "access-control-request-method": "PUT" };

  test("is answered by the bucket's rules", async () => {
    expect((await preflight(asked)).status).toBe(403);
    const CORSConfiguration = { CORSRules: [rule] };
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([rule]);
    const allowed = await preflight({ ...asked, "access-control-request-headers": "x-a, X-B" });
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(origin.origin);
    expect(allowed.headers.get("access-control-allow-headers")).toBe("x-a, x-b");
    const other = await preflight({ ...asked, origin: "https://evil.example.com" });
    expect(other.status).toBe(403);
    await s3.send(new DeleteBucketCorsCommand({ Bucket }));
    expect((await preflight(asked)).status).toBe(403);
  });

  test("shows on the answer of the request itself", async () => {
    const CORSConfiguration = { CORSRules: [rule] };
    await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "k" }));
    const response = await fetch(url, { headers: origin });
    expect(response.headers.get("access-control-allow-origin")).toBe(origin.origin);
    expect(response.headers.get("access-control-expose-headers")).toBe("ETag");
    expect(await response.text()).toBe("x");
  });
});

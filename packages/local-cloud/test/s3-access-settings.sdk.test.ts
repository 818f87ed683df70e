import {
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  GetPublicAccessBlockCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type ObjectOwnership,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { errorOf, newBucket } from "./s3-fixtures.ts";

const Key = "a.txt";

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

function setOwnership(ObjectOwnership: ObjectOwnership) {
  const OwnershipControls = { Rules: [{ ObjectOwnership }] };
  return s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
}

describe("encryption", () => {
  test("goes back to S3's own keys once its setting is deleted", async () => {
    const encryptionOf = async (name: string) => {
      await s3.send(new PutObjectCommand({ Bucket, Key: name, Body: "x" }));
      return (await s3.send(new HeadObjectCommand({ Bucket, Key: name }))).ServerSideEncryption;
    };
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const } }];
    const ServerSideEncryptionConfiguration = { Rules };
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    expect(await encryptionOf("before")).toBe("aws:kms");
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    expect(await encryptionOf("after")).toBe("AES256");
    const found = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(found.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
    ]);
  });
});

describe("ownership controls", () => {
  test("are set, and gone once deleted", async () => {
    await setOwnership("BucketOwnerPreferred");
    const read = new GetBucketOwnershipControlsCommand({ Bucket });
    expect((await s3.send(read)).OwnershipControls?.Rules).toEqual([
      { ObjectOwnership: "BucketOwnerPreferred" },
    ]);
    await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    expect(await errorOf(s3.send(read))).toBe("OwnershipControlsNotFoundError 404");
  });

  test("know three kinds of owners", async () => {
    const call = setOwnership("Nobody" as ObjectOwnership);
    expect(await errorOf(call)).toBe("MalformedXML 400");
  });
});

describe("the ACL of an object", () => {
  test("is the owner's, and may be put as what it is", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    const { Owner, Grants } = await s3.send(new GetObjectAclCommand({ Bucket, Key }));
    expect(Grants).toEqual([
      { Grantee: { ID: Owner?.ID, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" },
    ]);
    for (const ACL of ["private", "bucket-owner-full-control"] as const) {
      const call = s3.send(new PutObjectAclCommand({ Bucket, Key, ACL }));
      expect(await errorOf(call)).toBe("no error");
    }
  });

  test("is off where the bucket's owner owns all, and not emulated elsewhere", async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    const open = () => s3.send(new PutObjectAclCommand({ Bucket, Key, ACL: "public-read" }));
    expect(await errorOf(open())).toBe("AccessControlListNotSupported 400");
    await setOwnership("ObjectWriter");
    expect(await errorOf(open())).toBe("NotEmulated 501");
  });

  test("needs the object", async () => {
    const read = s3.send(new GetObjectAclCommand({ Bucket, Key }));
    expect(await errorOf(read)).toBe("NoSuchKey 404");
    const write = s3.send(new PutObjectAclCommand({ Bucket, Key, ACL: "private" }));
    expect(await errorOf(write)).toBe("NoSuchKey 404");
  });
});

describe("the public access block", () => {
  test("keeps public policies out until it is lifted", async () => {
    const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject" };
    const Policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ ...statement, Resource: `arn:aws:s3:::${Bucket}/*` }],
    });
    const open = () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    expect(await errorOf(open())).toBe("AccessDenied 403");
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      }),
    );
    const found = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(found.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
    expect(await errorOf(open())).toBe("no error");
  });
});

test("acceleration was never set", async () => {
  const { Status } = await s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket }));
  expect(Status).toBeUndefined();
});

test("the settings of a bucket that is not there are not found", async () => {
  const none = { Bucket: `${Bucket}-none` };
  const PublicAccessBlockConfiguration = {};
  const calls = [
    s3.send(new DeleteBucketEncryptionCommand(none)),
    s3.send(new DeleteBucketOwnershipControlsCommand(none)),
    s3.send(new GetBucketAccelerateConfigurationCommand(none)),
    s3.send(new GetObjectAclCommand({ ...none, Key })),
    s3.send(new PutPublicAccessBlockCommand({ ...none, PublicAccessBlockConfiguration })),
  ];
  const errors = await Promise.all(calls.map(errorOf));
  expect(new Set(errors)).toEqual(new Set(["NoSuchBucket 404"]));
});

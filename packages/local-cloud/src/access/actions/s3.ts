import type * as S3 from "@aws-sdk/client-s3";
import type { ContextValues } from "../policy/context.ts";
import type { Needs, Permission, PermissionTable } from "./permission.ts";

interface ObjectInput {
  readonly Bucket?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** The members of a write that have condition keys or need permissions of their own. */
interface WriteInput extends ObjectInput {
  readonly ACL?: string | undefined;
  readonly Tagging?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly StorageClass?: string | undefined;
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
}

interface ListInput {
  readonly Bucket?: string | undefined;
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
}

/** A copy's input: where from, as `bucket/key?versionId=x` in the encoding of URLs. */
interface CopyInput extends WriteInput {
  readonly CopySource?: string | undefined;
  readonly MetadataDirective?: string | undefined;
}

const bucketArn = ({ Bucket = "" }: { Bucket?: string | undefined }): string =>
  `arn:aws:s3:::${Bucket}`;
const objectArn = (input: ObjectInput): string => `${bucketArn(input)}/${input.Key ?? ""}`;

/** A row for an action on the bucket. */
function onBucket(action: string): (input: { Bucket?: string | undefined }) => Needs {
  return (input) => [{ action: `s3:${action}`, resource: bucketArn(input) }];
}

/** A row for an action on an object, which is another one when a version is named. */
function onObject(action: string, onVersion = action): (input: ObjectInput) => Needs {
  return (input) => [objectPermission(input.VersionId === undefined ? action : onVersion, input)];
}

function objectPermission(action: string, input: ObjectInput): Permission {
  const context = { "s3:VersionId": input.VersionId };
  return { action: `s3:${action}`, resource: objectArn(input), context };
}

function onList(action: string): (input: ListInput) => Needs {
  return (input) => [
    {
      action: `s3:${action}`,
      resource: bucketArn(input),
      context: {
        "s3:prefix": input.Prefix,
        "s3:delimiter": input.Delimiter,
        "s3:max-keys": input.MaxKeys?.toString(),
      },
    },
  ];
}

/** PutObject, and whatever of tags, ACL and lock is put with it. */
function write(input: WriteInput, more: ContextValues = {}): Permission[] {
  const actions = [
    "PutObject",
    ...(input.Tagging === undefined ? [] : ["PutObjectTagging"]),
    ...(input.ACL === undefined ? [] : ["PutObjectAcl"]),
    ...(input.ObjectLockMode === undefined ? [] : ["PutObjectRetention"]),
    ...(input.ObjectLockLegalHoldStatus === undefined ? [] : ["PutObjectLegalHold"]),
  ];
  const context = { ...writeContext(input), ...more };
  return actions.map((action) => ({ ...objectPermission(action, input), context }));
}

function writeContext(input: WriteInput): ContextValues {
  const tags = new URLSearchParams(input.Tagging ?? "");
  return {
    "s3:x-amz-acl": input.ACL,
    "s3:x-amz-server-side-encryption": input.ServerSideEncryption,
    "s3:x-amz-server-side-encryption-aws-kms-key-id": input.SSEKMSKeyId,
    "s3:x-amz-storage-class": input.StorageClass,
    "s3:RequestObjectTagKeys": [...tags.keys()],
    ...Object.fromEntries([...tags].map(([key, value]) => [`s3:RequestObjectTag/${key}`, value])),
  };
}

function copy(input: CopyInput): Needs {
  const source = input.CopySource ?? "";
  const more = {
    "s3:x-amz-copy-source": source,
    "s3:x-amz-metadata-directive": input.MetadataDirective,
  };
  return [...readSource(source), ...write(input, more)];
}

function readSource(source: string): Needs {
  const [path = "", versionId] = source.split(/\?versionId=(?=[^?]*$)/);
  const [, Bucket, Key] = /^\/?([^/]+)\/(.*)$/s.exec(decode(path)) ?? [];
  // What names no object is refused by the operation itself.
  if (Bucket === undefined) return [];
  return onObject("GetObject", "GetObjectVersion")({ Bucket, Key, VersionId: versionId });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // refused by the operation itself
  }
}

const readObject = onObject("GetObject", "GetObjectVersion");
const list = onList("ListBucket");

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const S3_PERMISSIONS: PermissionTable<typeof S3> = {
  AbortMultipartUpload: (input) => [objectArn(input)],
  CompleteMultipartUpload: onObject("PutObject"),
  CopyObject: copy,
  CreateBucket: onBucket("CreateBucket"),
  CreateMultipartUpload: (input) => write(input),
  DeleteBucket: onBucket("DeleteBucket"),
  DeleteBucketCors: onBucket("PutBucketCORS"),
  DeleteBucketEncryption: onBucket("PutEncryptionConfiguration"),
  DeleteBucketLifecycle: onBucket("PutLifecycleConfiguration"),
  DeleteBucketOwnershipControls: onBucket("PutBucketOwnershipControls"),
  DeleteBucketPolicy: onBucket("DeleteBucketPolicy"),
  DeleteBucketTagging: onBucket("PutBucketTagging"),
  DeleteObject: onObject("DeleteObject", "DeleteObjectVersion"),
  DeleteObjectTagging: onObject("DeleteObjectTagging", "DeleteObjectVersionTagging"),
  DeleteObjects: ({ Bucket, Delete }) =>
    (Delete?.Objects ?? []).flatMap((object) =>
      onObject("DeleteObject", "DeleteObjectVersion")({ Bucket, ...object }),
    ),
  DeletePublicAccessBlock: onBucket("PutBucketPublicAccessBlock"),
  GetBucketAccelerateConfiguration: onBucket("GetAccelerateConfiguration"),
  GetBucketAcl: onBucket("GetBucketAcl"),
  GetBucketCors: onBucket("GetBucketCORS"),
  GetBucketEncryption: onBucket("GetEncryptionConfiguration"),
  GetBucketLifecycleConfiguration: onBucket("GetLifecycleConfiguration"),
  GetBucketLocation: onBucket("GetBucketLocation"),
  GetBucketLogging: onBucket("GetBucketLogging"),
  GetBucketNotificationConfiguration: onBucket("GetBucketNotification"),
  GetBucketOwnershipControls: onBucket("GetBucketOwnershipControls"),
  GetBucketPolicy: onBucket("GetBucketPolicy"),
  GetBucketPolicyStatus: onBucket("GetBucketPolicyStatus"),
  GetBucketReplication: onBucket("GetReplicationConfiguration"),
  GetBucketRequestPayment: onBucket("GetBucketRequestPayment"),
  GetBucketTagging: onBucket("GetBucketTagging"),
  GetBucketVersioning: onBucket("GetBucketVersioning"),
  GetBucketWebsite: onBucket("GetBucketWebsite"),
  GetObject: readObject,
  GetObjectAcl: onObject("GetObjectAcl", "GetObjectVersionAcl"),
  GetObjectAttributes: (input) => [
    ...readObject(input),
    ...onObject("GetObjectAttributes", "GetObjectVersionAttributes")(input),
  ],
  GetObjectLockConfiguration: onBucket("GetBucketObjectLockConfiguration"),
  GetObjectTagging: onObject("GetObjectTagging", "GetObjectVersionTagging"),
  GetPublicAccessBlock: onBucket("GetBucketPublicAccessBlock"),
  HeadBucket: onBucket("ListBucket"),
  HeadObject: readObject,
  ListBuckets: () => [{ action: "s3:ListAllMyBuckets", resource: "*" }],
  ListMultipartUploads: onBucket("ListBucketMultipartUploads"),
  ListObjectVersions: onList("ListBucketVersions"),
  ListObjects: list,
  ListObjectsV2: list,
  ListParts: onObject("ListMultipartUploadParts"),
  PutBucketAcl: onBucket("PutBucketAcl"),
  PutBucketCors: onBucket("PutBucketCORS"),
  PutBucketEncryption: onBucket("PutEncryptionConfiguration"),
  PutBucketLifecycleConfiguration: onBucket("PutLifecycleConfiguration"),
  PutBucketNotificationConfiguration: onBucket("PutBucketNotification"),
  PutBucketOwnershipControls: onBucket("PutBucketOwnershipControls"),
  PutBucketPolicy: onBucket("PutBucketPolicy"),
  PutBucketTagging: onBucket("PutBucketTagging"),
  PutBucketVersioning: onBucket("PutBucketVersioning"),
  PutObject: (input) => write(input),
  PutObjectAcl: onObject("PutObjectAcl", "PutObjectVersionAcl"),
  PutObjectTagging: onObject("PutObjectTagging", "PutObjectVersionTagging"),
  PutPublicAccessBlock: onBucket("PutBucketPublicAccessBlock"),
  UploadPart: onObject("PutObject"),
  UploadPartCopy: (input) => [
    ...readSource(input.CopySource ?? ""),
    objectPermission("PutObject", { Bucket: input.Bucket, Key: input.Key }),
  ],
};

import type { Job } from "../job.ts";
import { sameJson, type Json } from "../json.ts";
import { allTags } from "../property.ts";
import { lifecycleRules } from "./s3-bucket-lifecycle.ts";
import { notificationConfiguration } from "./s3-bucket-notifications.ts";
import type { BucketProperties } from "./s3-bucket.ts";

/** What a bucket is to have, and what it has. */
export interface BucketChange {
  readonly bucket: string;
  readonly wanted: BucketProperties;
  /** `undefined` for a new bucket. */
  readonly previous: BucketProperties | undefined;
}

type Setting = (change: BucketChange, job: Job) => Promise<unknown>;

/** Makes the settings of a bucket what its properties say, each with its own API call. */
export async function applySettings(change: BucketChange, job: Job): Promise<void> {
  for (const [name, apply] of SETTINGS) {
    const before = asJson(change.previous?.[name]);
    const after = asJson(change.wanted[name]);
    if (!sameJson(before, after)) await apply(change, job);
  }
  await applyTags(change, job);
}

const SETTINGS: readonly (readonly [keyof BucketProperties, Setting])[] = [
  ["BucketEncryption", applyEncryption],
  ["CorsConfiguration", applyCors],
  ["VersioningConfiguration", applyVersioning],
  ["OwnershipControls", applyOwnership],
  ["PublicAccessBlockConfiguration", applyPublicAccessBlock],
  ["LifecycleConfiguration", applyLifecycle],
  ["NotificationConfiguration", applyNotifications],
];

async function applyEncryption({ bucket, wanted }: BucketChange, job: Job): Promise<unknown> {
  const { BucketEncryption } = wanted;
  if (BucketEncryption === undefined) {
    return job.call("s3", "DeleteBucketEncryption", { Bucket: bucket });
  }
  const rules = BucketEncryption.ServerSideEncryptionConfiguration.map((rule) => ({
    BucketKeyEnabled: rule.BucketKeyEnabled,
    ApplyServerSideEncryptionByDefault: rule.ServerSideEncryptionByDefault,
  }));
  return job.call("s3", "PutBucketEncryption", {
    Bucket: bucket,
    ServerSideEncryptionConfiguration: { Rules: rules },
  });
}

async function applyCors({ bucket, wanted }: BucketChange, job: Job): Promise<unknown> {
  const { CorsConfiguration } = wanted;
  if (CorsConfiguration === undefined)
    return job.call("s3", "DeleteBucketCors", { Bucket: bucket });
  const CORSRules = CorsConfiguration.CorsRules.map((rule) => ({
    ID: rule.Id,
    AllowedHeaders: rule.AllowedHeaders,
    AllowedMethods: rule.AllowedMethods,
    AllowedOrigins: rule.AllowedOrigins,
    ExposeHeaders: rule.ExposedHeaders,
    MaxAgeSeconds: rule.MaxAge,
  }));
  return job.call("s3", "PutBucketCors", { Bucket: bucket, CORSConfiguration: { CORSRules } });
}

async function applyVersioning({ bucket, wanted }: BucketChange, job: Job): Promise<unknown> {
  // Versioning cannot be taken away, only suspended.
  const Status = wanted.VersioningConfiguration?.Status ?? "Suspended";
  return job.call("s3", "PutBucketVersioning", {
    Bucket: bucket,
    VersioningConfiguration: { Status },
  });
}

async function applyOwnership({ bucket, wanted }: BucketChange, job: Job): Promise<unknown> {
  const { OwnershipControls } = wanted;
  if (OwnershipControls === undefined) {
    return job.call("s3", "DeleteBucketOwnershipControls", { Bucket: bucket });
  }
  return job.call("s3", "PutBucketOwnershipControls", { Bucket: bucket, OwnershipControls });
}

async function applyPublicAccessBlock(
  { bucket, wanted }: BucketChange,
  job: Job,
): Promise<unknown> {
  const { PublicAccessBlockConfiguration } = wanted;
  if (PublicAccessBlockConfiguration === undefined) {
    return job.call("s3", "DeletePublicAccessBlock", { Bucket: bucket });
  }
  return job.call("s3", "PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration });
}

async function applyLifecycle({ bucket, wanted }: BucketChange, job: Job): Promise<unknown> {
  const { LifecycleConfiguration } = wanted;
  if (LifecycleConfiguration === undefined) {
    return job.call("s3", "DeleteBucketLifecycle", { Bucket: bucket });
  }
  return job.call("s3", "PutBucketLifecycleConfiguration", {
    Bucket: bucket,
    LifecycleConfiguration: { Rules: lifecycleRules(LifecycleConfiguration) },
  });
}

async function applyNotifications({ bucket, wanted }: BucketChange, job: Job): Promise<unknown> {
  return job.call("s3", "PutBucketNotificationConfiguration", {
    Bucket: bucket,
    NotificationConfiguration: notificationConfiguration(wanted.NotificationConfiguration),
  });
}

async function applyTags({ bucket, wanted, previous }: BucketChange, job: Job): Promise<void> {
  const TagSet = allTags(wanted.Tags, job.stackTags);
  if (TagSet.length > 0) {
    await job.call("s3", "PutBucketTagging", { Bucket: bucket, Tagging: { TagSet } });
  } else if (previous !== undefined) {
    await job.call("s3", "DeleteBucketTagging", { Bucket: bucket });
  }
}

function asJson(value: unknown): Json {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

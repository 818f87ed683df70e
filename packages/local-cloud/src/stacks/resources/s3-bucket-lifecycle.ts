import type * as S3 from "@aws-sdk/client-s3";
import * as z from "zod";
import { flag, number, tagList, text } from "../property.ts";

const storageClass = z.enum([
  "DEEP_ARCHIVE",
  "GLACIER",
  "GLACIER_IR",
  "INTELLIGENT_TIERING",
  "ONEZONE_IA",
  "STANDARD_IA",
]);

const rule = z.strictObject({
  Id: text.optional(),
  Status: z.enum(["Enabled", "Disabled"]),
  Prefix: text.optional(),
  TagFilters: tagList.optional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: number }).optional(),
  ExpirationInDays: number.optional(),
  ExpirationDate: text.optional(),
  ExpiredObjectDeleteMarker: flag.optional(),
  NoncurrentVersionExpiration: z
    .strictObject({ NoncurrentDays: number, NewerNoncurrentVersions: number.optional() })
    .optional(),
  NoncurrentVersionExpirationInDays: number.optional(),
  ObjectSizeGreaterThan: number.optional(),
  ObjectSizeLessThan: number.optional(),
  Transitions: z
    .array(z.strictObject({ StorageClass: storageClass, TransitionInDays: number }))
    .optional(),
});

/** The `LifecycleConfiguration` of a bucket. */
export const bucketLifecycle = z.strictObject({ Rules: z.array(rule) });

/** The same as S3's API has it. */
export function lifecycleRules({ Rules }: z.infer<typeof bucketLifecycle>): S3.LifecycleRule[] {
  return Rules.map((entry) => ({
    ID: entry.Id,
    Status: entry.Status,
    Filter: filterOf(entry),
    AbortIncompleteMultipartUpload: entry.AbortIncompleteMultipartUpload,
    Expiration: expirationOf(entry),
    NoncurrentVersionExpiration: noncurrentOf(entry),
    Transitions: entry.Transitions?.map(({ StorageClass, TransitionInDays }) => ({
      StorageClass,
      Days: TransitionInDays,
    })),
  }));
}

type Rule = z.infer<typeof rule>;

function filterOf(entry: Rule): S3.LifecycleRuleFilter {
  const { Prefix, TagFilters: Tags = [], ObjectSizeGreaterThan, ObjectSizeLessThan } = entry;
  const sizes = { ObjectSizeGreaterThan, ObjectSizeLessThan };
  const parts = [Prefix, ObjectSizeGreaterThan, ObjectSizeLessThan].filter(
    (part) => part !== undefined,
  );
  if (parts.length + Tags.length === 0) return { Prefix: "" };
  if (parts.length + Tags.length > 1) return { And: { Prefix, Tags, ...sizes } };
  return Tags[0] === undefined ? { Prefix, ...sizes } : { Tag: Tags[0] };
}

function expirationOf(entry: Rule): S3.LifecycleExpiration | undefined {
  const { ExpirationInDays, ExpirationDate, ExpiredObjectDeleteMarker } = entry;
  if (ExpirationInDays !== undefined) return { Days: ExpirationInDays };
  if (ExpirationDate !== undefined) return { Date: new Date(ExpirationDate) };
  return ExpiredObjectDeleteMarker === undefined ? undefined : { ExpiredObjectDeleteMarker };
}

function noncurrentOf(entry: Rule): S3.NoncurrentVersionExpiration | undefined {
  const { NoncurrentVersionExpiration, NoncurrentVersionExpirationInDays: days } = entry;
  return NoncurrentVersionExpiration ?? (days === undefined ? undefined : { NoncurrentDays: days });
}

import type {
  CreateMultipartUploadCommandInput,
  ObjectStorageClass,
  PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../errors.ts";
import { refuseAcl } from "./acl.ts";
import type { Bucket } from "./buckets.ts";
import { chooseEncryption } from "./encryption.ts";
import { invalidArgument, invalidRequest } from "./errors.ts";
import { parseTagging } from "./tags.ts";
import type { ObjectDetails } from "./versions.ts";

const MAX_METADATA_BYTES = 2048; // names and values; S3 user guide, "User-defined object metadata"

const STORAGE_CLASSES: readonly ObjectStorageClass[] = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
];

/** What PutObject, CopyObject and CreateMultipartUpload have in common. */
export type WriteInput = Pick<
  PutObjectCommandInput & CreateMultipartUploadCommandInput,
  | "ACL"
  | "BucketKeyEnabled"
  | "CacheControl"
  | "ContentDisposition"
  | "ContentEncoding"
  | "ContentLanguage"
  | "ContentType"
  | "Expires"
  | "GrantFullControl"
  | "GrantRead"
  | "GrantReadACP"
  | "GrantWriteACP"
  | "Metadata"
  | "ObjectLockLegalHoldStatus"
  | "ObjectLockMode"
  | "SSECustomerAlgorithm"
  | "SSEKMSKeyId"
  | "ServerSideEncryption"
  | "StorageClass"
  | "Tagging"
  | "WebsiteRedirectLocation"
>;

/** The details that come from the request's headers; the rest is S3's to add. */
export type HeaderDetails = Pick<
  ObjectDetails,
  | "cacheControl"
  | "contentDisposition"
  | "contentEncoding"
  | "contentLanguage"
  | "contentType"
  | "expires"
  | "metadata"
>;

/**
 * Reads what a write says about the object beside its bytes.
 *
 * @throws {AwsError} `AccessControlListNotSupported`, `InvalidStorageClass`, `MetadataTooLarge`,
 *   `InvalidTag` and others.
 */
export function readDetails(bucket: Bucket, input: WriteInput): ObjectDetails {
  refuseAcl(input, bucket.ownership);
  refuseObjectLock(input);
  return {
    ...readHeaders(input),
    websiteRedirectLocation: input.WebsiteRedirectLocation,
    storageClass: readStorageClass(input.StorageClass),
    encryption: chooseEncryption(bucket, input),
    tags: parseTagging(input.Tagging),
  };
}

/** The headers that a copy may take from the request instead of from its source. */
function readHeaders(input: WriteInput): HeaderDetails {
  return {
    contentType: input.ContentType,
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentEncoding: input.ContentEncoding,
    contentLanguage: input.ContentLanguage,
    expires: input.Expires?.toUTCString(),
    metadata: readMetadata(input.Metadata),
  };
}

/** @throws {AwsError} `InvalidStorageClass`. */
function readStorageClass(name: string | undefined): ObjectStorageClass | undefined {
  if (name === undefined || name === "STANDARD") return undefined;
  const storageClass = STORAGE_CLASSES.find((known) => known === name);
  if (storageClass !== undefined) return storageClass;
  throw new AwsError("InvalidStorageClass", "The storage class you specified is not valid");
}

function readMetadata(
  metadata: Record<string, string> | undefined,
): ObjectDetails["metadata"] | undefined {
  if (metadata === undefined) return undefined;
  const entries = Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]);
  const sizeBytes = entries.flat().reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), 0);
  if (sizeBytes > MAX_METADATA_BYTES) {
    const message = "Your metadata headers exceed the maximum allowed metadata size";
    const fields = { Size: String(sizeBytes), MaxSizeAllowed: String(MAX_METADATA_BYTES) };
    throw new AwsError("MetadataTooLarge", message, { fields });
  }
  if (entries.some(([name]) => name === "")) throw invalidArgument("Metadata name is empty");
  return Object.fromEntries(entries);
}

/** No bucket of this cloud has object lock, and then S3 answers this. */
function refuseObjectLock(input: WriteInput): void {
  if (input.ObjectLockMode === undefined && input.ObjectLockLegalHoldStatus === undefined) return;
  throw invalidRequest("Bucket is missing Object Lock Configuration");
}

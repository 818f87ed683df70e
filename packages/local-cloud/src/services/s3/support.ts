import type { SupportNote } from "../../service.ts";

/** What is missing from operations that are otherwise there. */
export const support = {
  CopyObject: partial("no customer-provided keys, access points or object lock"),
  CreateBucket: partial("in the cloud's own region only; no object lock"),
  CreateMultipartUpload: partial("encryption is noted, not done; no customer-provided keys"),
  GetBucketAcl: partial("always the owner's full control"),
  GetBucketLifecycleConfiguration: partial("rules are kept, not applied"),
  GetBucketPolicyStatus: partial("a statement with a condition is never public"),
  GetObject: partial("no customer-provided keys; no checksum of a single part"),
  GetObjectAcl: partial("always the owner's full control"),
  PutBucketAcl: partial("only what holds anyway"),
  PutBucketEncryption: partial("noted on objects, not done"),
  PutBucketLifecycleConfiguration: partial("rules are kept, not applied"),
  PutBucketOwnershipControls: partial("kept; ACLs stay refused"),
  PutBucketVersioning: partial("no MFA delete"),
  PutObject: partial("encryption is noted, not done; no customer-provided keys, no object lock"),
  PutObjectAcl: partial("only what holds anyway"),
  PutPublicAccessBlock: partial("stops public policies from being put; nothing else is public"),
} as const satisfies Record<string, SupportNote>;

function partial(note: string): SupportNote {
  return { level: "partial", note };
}

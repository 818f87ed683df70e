import type { ResourceType } from "./resource-type.ts";
import { iamManagedPolicy } from "./resources/iam-managed-policy.ts";
import { iamPolicy } from "./resources/iam-policy.ts";
import { iamRole } from "./resources/iam-role.ts";
import { s3BucketPolicy } from "./resources/s3-bucket-policy.ts";
import { s3Bucket } from "./resources/s3-bucket.ts";
import { sqsQueuePolicy } from "./resources/sqs-queue-policy.ts";
import { sqsQueue } from "./resources/sqs-queue.ts";

/** Every resource type that a stack may have. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  iamManagedPolicy,
  iamPolicy,
  iamRole,
  s3Bucket,
  s3BucketPolicy,
  sqsQueue,
  sqsQueuePolicy,
];

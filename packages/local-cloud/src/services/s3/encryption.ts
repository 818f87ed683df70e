import type { ServerSideEncryption } from "@aws-sdk/client-s3";
import { AwsError, NotEmulatedError } from "../../errors.ts";
import type { Bucket } from "./buckets.ts";
import { invalidArgument } from "./errors.ts";
import type { Encryption } from "./versions.ts";

/** The members of a write that say how to encrypt. */
export interface EncryptionInput {
  readonly ServerSideEncryption?: ServerSideEncryption | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
}

const ALGORITHMS = new Set(["AES256", "aws:kms", "aws:kms:dsse"]);

/**
 * How an object is said to be encrypted: as the request says, else as the bucket says, else with
 * S3's own keys. Nothing is encrypted in truth.
 *
 * @throws {AwsError} `InvalidEncryptionAlgorithmError`, `InvalidArgument`.
 * @throws {NotEmulatedError} Keys provided by the customer.
 */
export function chooseEncryption(bucket: Bucket, input: EncryptionInput): Encryption {
  if (input.SSECustomerAlgorithm !== undefined) throw new NotEmulatedError("SSECustomerAlgorithm");
  const rule = bucket.encryption?.[0];
  const { ServerSideEncryption: asked } = input;
  if (asked !== undefined) checkAlgorithm(asked);
  const byDefault = rule?.ApplyServerSideEncryptionByDefault;
  const algorithm = asked ?? byDefault?.SSEAlgorithm ?? "AES256";
  if (algorithm !== "AES256") return kmsEncryption(bucket, input, algorithm);
  if (input.SSEKMSKeyId !== undefined) throw keyWithoutKms();
  return { algorithm };
}

function kmsEncryption(
  bucket: Bucket,
  input: EncryptionInput,
  algorithm: ServerSideEncryption,
): Encryption {
  const rule = bucket.encryption?.[0];
  const standardKey = `arn:aws:kms:${bucket.region}:${bucket.owner}:alias/aws/s3`;
  const ruleKey =
    input.ServerSideEncryption === undefined
      ? rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID
      : undefined;
  return {
    algorithm,
    kmsKeyId: input.SSEKMSKeyId ?? ruleKey ?? standardKey,
    bucketKeyEnabled: input.BucketKeyEnabled ?? rule?.BucketKeyEnabled ?? false,
  };
}

/** The members of an answer. */
export function encryptionMembers({ algorithm, kmsKeyId, bucketKeyEnabled }: Encryption): {
  ServerSideEncryption: ServerSideEncryption;
  SSEKMSKeyId?: string;
  BucketKeyEnabled?: boolean;
} {
  return {
    ServerSideEncryption: algorithm,
    ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }),
    ...(bucketKeyEnabled === true && { BucketKeyEnabled: true }),
  };
}

/** @throws {AwsError} `InvalidEncryptionAlgorithmError`. */
export function checkAlgorithm(algorithm: string): void {
  if (ALGORITHMS.has(algorithm)) return;
  const message =
    "The encryption request that you specified is not valid. Valid values: AES256, aws:kms, aws:kms:dsse";
  throw new AwsError("InvalidEncryptionAlgorithmError", message);
}

function keyWithoutKms(): AwsError {
  return invalidArgument(
    "Server Side Encryption with AWS KMS managed key requires HTTP header " +
      "x-amz-server-side-encryption : aws:kms",
    "x-amz-server-side-encryption",
    "AES256",
  );
}

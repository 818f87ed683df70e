import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";

/** One version of a secret. Its value is absent until it is put. */
export interface SecretVersion {
  readonly id: string;
  readonly secretString?: string;
  /** Base64. */
  readonly secretBinary?: string;
  readonly stages: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
}

/** What RotateSecret was told; nothing rotates by itself here. */
export interface Rotation {
  readonly enabled: boolean;
  readonly lambdaArn?: string;
  readonly afterDays?: number;
  readonly duration?: string;
  readonly schedule?: string;
}

/** A secret with its versions, oldest first. */
export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly description?: string;
  readonly kmsKeyId?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string;
  readonly rotation?: Rotation;
  readonly versions: readonly SecretVersion[];
  /** Milliseconds since the Unix epoch, as all times below. */
  readonly createdAt: number;
  readonly changedAt: number;
  readonly accessedAt?: number;
  /** When the request came; the secret goes for good at `purgeAt`. */
  readonly deletedAt?: number;
  readonly purgeAt?: number;
}

/** The secrets of the account, by name. */
export interface SecretsState {
  readonly secrets: Collection<Secret>;
}

export const CURRENT = "AWSCURRENT";
export const PREVIOUS = "AWSPREVIOUS";

/** Opens the table of secrets. */
export function openSecrets({ store }: Cloud): SecretsState {
  return { secrets: store.collection<Secret>("secretsmanager.secrets") };
}

/** The name in a secret's ARN, whose last six characters AWS adds; a name as it is. */
export function nameOf(secretId: string): string {
  const resource = /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)$/u.exec(secretId)?.[1];
  return resource === undefined ? secretId : resource.replace(/-[A-Za-z0-9]{6}$/u, "");
}

/**
 * Finds a secret by name, ARN or ARN without its suffix, deleted ones too until they are purged.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findSecret(
  { secrets }: SecretsState,
  secretId: string | undefined,
  { clock }: Cloud,
): Secret {
  const id = secretId ?? "";
  // A name may itself end in what looks like the suffix.
  const secret = secrets.get(id.split(":").at(-1) ?? "") ?? secrets.get(nameOf(id));
  if (secret === undefined || !answersTo(secret, id) || isPurged(secret, clock.now())) {
    throw new AwsError(
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret.",
    );
  }
  return secret;
}

function answersTo({ arn }: Secret, id: string): boolean {
  return !id.startsWith("arn:") || arn.startsWith(id);
}

function isPurged({ purgeAt }: Secret, now: number): boolean {
  return purgeAt !== undefined && purgeAt <= now;
}

/**
 * Finds a secret that is not marked for deletion.
 *
 * @throws {AwsError} `ResourceNotFoundException`, `InvalidRequestException`.
 */
export function liveSecret(
  state: SecretsState,
  secretId: string | undefined,
  cloud: Cloud,
): Secret {
  const secret = findSecret(state, secretId, cloud);
  if (secret.deletedAt === undefined) return secret;
  throw new AwsError(
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

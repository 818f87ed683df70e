import { randomInt, randomUUID } from "node:crypto";
import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { AwsError, fail, NotEmulatedError } from "../../../errors.ts";
import type { CloudConfig } from "../../../cloud.ts";
import type { In, Operation } from "../../../service.ts";
import { CURRENT, type Secret, type SecretsState } from "../state.ts";
import { readValue, withVersion } from "../versions.ts";

const SUFFIX_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SUFFIX_LENGTH = 6;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const createSecret: Operation<typeof SecretsManager, "CreateSecret", SecretsState> = (
  input,
  { state, cloud },
) => {
  if (input.AddReplicaRegions !== undefined) {
    throw new NotEmulatedError("CreateSecret", "AddReplicaRegions");
  }
  const name = readName(input.Name);
  const at = cloud.clock.now();
  const id = input.ClientRequestToken ?? randomUUID();
  const version = readValue(input, { id, stages: [CURRENT], createdAt: at });
  const before = state.secrets.get(name);
  if (before !== undefined && (before.purgeAt ?? Infinity) > at) {
    return again(before, version?.id, () => version && withVersion(before, version));
  }
  const empty = newSecret(input, { name, at, config: cloud.config });
  const secret = version === undefined ? empty : withVersion(empty, version);
  state.secrets.put(name, secret);
  return { ARN: secret.arn, Name: name, VersionId: version?.id };
};

/** A secret without a value yet. */
function newSecret(
  { Description, KmsKeyId, Tags = [] }: In<typeof SecretsManager, "CreateSecret">,
  { name, at, config }: { name: string; at: number; config: CloudConfig },
): Secret {
  return {
    name,
    arn: `arn:aws:secretsmanager:${config.region}:${config.accountId}:secret:${name}-${suffix()}`,
    ...(Description !== undefined && { description: Description }),
    ...(KmsKeyId !== undefined && { kmsKeyId: KmsKeyId }),
    tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
    versions: [],
    createdAt: at,
    changedAt: at,
  };
}

/** The same token with the same value is the same request, come twice. */
function again(
  before: Secret,
  versionId: string | undefined,
  check: () => Secret | undefined,
): { ARN: string; Name: string; VersionId: string } {
  if (before.deletedAt !== undefined) {
    return fail(
      "InvalidRequestException",
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  const isKnown = before.versions.some(({ id }) => id === versionId);
  if (versionId === undefined || !isKnown || check() !== before) {
    throw new AwsError(
      "ResourceExistsException",
      `The operation failed because the secret ${before.name} already exists.`,
    );
  }
  return { ARN: before.arn, Name: before.name, VersionId: versionId };
}

function readName(name: string | undefined): string {
  if (name !== undefined && /^[\w/+=.@!-]{1,512}$/u.test(name)) return name;
  return fail(
    "ValidationException",
    "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
  );
}

function suffix(): string {
  return Array.from({ length: SUFFIX_LENGTH }, () =>
    SUFFIX_CHARACTERS.charAt(randomInt(SUFFIX_CHARACTERS.length)),
  ).join("");
}

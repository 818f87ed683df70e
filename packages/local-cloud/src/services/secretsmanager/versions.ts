import { AwsError, fail } from "../../errors.ts";
import { CURRENT, PREVIOUS, type Secret, type SecretVersion } from "./state.ts";

const LONGEST_VALUE_BYTES = 65_536; // CreateSecret, SecretString
const MAX_STAGES = 20; // PutSecretValue, VersionStages

/** A value as callers give it. */
export interface SecretValue {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
}

/**
 * Makes a version of what a caller gave; undefined when no value was given.
 *
 * @throws {AwsError} `InvalidParameterException`, `ValidationException`.
 */
export function readValue(
  { SecretString: text, SecretBinary: bytes }: SecretValue,
  about: Pick<SecretVersion, "id" | "stages" | "createdAt">,
): SecretVersion | undefined {
  if (text !== undefined && bytes !== undefined) {
    return fail(
      "InvalidParameterException",
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (text === undefined && bytes === undefined) return undefined;
  checkSize(text === undefined ? (bytes?.byteLength ?? 0) : Buffer.byteLength(text));
  return {
    ...about,
    ...(text !== undefined && { secretString: text }),
    ...(bytes !== undefined && { secretBinary: Buffer.from(bytes).toString("base64") }),
  };
}

function checkSize(bytes: number): void {
  if (bytes <= LONGEST_VALUE_BYTES) return;
  fail(
    "ValidationException",
    `1 validation error detected: Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_VALUE_BYTES}`,
  );
}

/**
 * The secret with one more version. Asking twice with the same token and value changes nothing.
 *
 * @throws {AwsError} `ResourceExistsException` when the token was used for another value,
 *   `InvalidParameterException` for too many stages.
 */
export function withVersion(secret: Secret, version: SecretVersion): Secret {
  if (version.stages.length > MAX_STAGES) {
    return fail("InvalidParameterException", "A version can have at most 20 staging labels.");
  }
  const before = secret.versions.find(({ id }) => id === version.id);
  if (before !== undefined) {
    const isSame =
      before.secretString === version.secretString && before.secretBinary === version.secretBinary;
    if (isSame) return secret;
    throw new AwsError(
      "ResourceExistsException",
      "You can't use ClientRequestToken " +
        `${version.id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  let changed: Secret = {
    ...secret,
    changedAt: version.createdAt,
    versions: [...secret.versions, { ...version, stages: [] }],
  };
  for (const stage of version.stages) changed = moveStage(changed, stage, version.id);
  return changed;
}

/** Moves a staging label; AWSPREVIOUS follows AWSCURRENT. */
export function moveStage(secret: Secret, stage: string, to: string | undefined): Secret {
  const from = secret.versions.find(({ stages }) => stages.includes(stage))?.id;
  if (from === to) return secret;
  const moved = {
    ...secret,
    versions: secret.versions.map((version) => relabel(version, stage, version.id === to)),
  };
  if (stage !== CURRENT || from === undefined) return moved;
  return {
    ...moved,
    versions: moved.versions.map((version) => relabel(version, PREVIOUS, version.id === from)),
  };
}

function relabel(version: SecretVersion, stage: string, has: boolean): SecretVersion {
  const others = version.stages.filter((label) => label !== stage);
  return { ...version, stages: has ? [...others, stage] : others };
}

/**
 * The version with an id, a stage or both; AWSCURRENT when neither is given.
 *
 * @throws {AwsError} `ResourceNotFoundException`, `InvalidRequestException`.
 */
export function selectVersion(
  secret: Secret,
  {
    VersionId,
    VersionStage,
  }: { VersionId?: string | undefined; VersionStage?: string | undefined },
): SecretVersion {
  const stage = VersionStage ?? (VersionId === undefined ? CURRENT : undefined);
  const byId = secret.versions.find(({ id }) => id === VersionId);
  const found =
    VersionId === undefined
      ? secret.versions.find(({ stages }) => stage !== undefined && stages.includes(stage))
      : byId;
  if (found === undefined) {
    throw new AwsError(
      "ResourceNotFoundException",
      VersionId === undefined
        ? `Secrets Manager can't find the specified secret value for staging label: ${stage}`
        : `Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`,
    );
  }
  if (stage !== undefined && !found.stages.includes(stage)) {
    throw new AwsError(
      "InvalidRequestException",
      "You provided a VersionStage that is not associated to the provided VersionId.",
    );
  }
  return found;
}

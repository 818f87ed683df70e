import type { DescribeSecretResponse, SecretListEntry } from "@aws-sdk/client-secrets-manager";
import type { Secret, SecretVersion } from "./state.ts";

function dateOf(milliseconds: number | undefined): Date | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds);
}

/** What DescribeSecret and ListSecrets both tell of a secret. */
export function secretView(secret: Secret): DescribeSecretResponse & SecretListEntry {
  const { rotation } = secret;
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    RotationEnabled: rotation?.enabled,
    RotationLambdaARN: rotation?.lambdaArn,
    RotationRules: rotation && {
      AutomaticallyAfterDays: rotation.afterDays,
      Duration: rotation.duration,
      ScheduleExpression: rotation.schedule,
    },
    CreatedDate: new Date(secret.createdAt),
    LastChangedDate: new Date(secret.changedAt),
    LastAccessedDate: dateOf(secret.accessedAt),
    DeletedDate: dateOf(secret.deletedAt),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

/** Staging labels by the ids of the versions that have some. */
export function stagesOf({ versions }: Secret): Record<string, string[]> {
  return Object.fromEntries(
    versions.filter(({ stages }) => stages.length > 0).map(({ id, stages }) => [id, [...stages]]),
  );
}

/** A version with its value, as GetSecretValue shows it. */
export function valueView(secret: Secret, version: SecretVersion) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.secretString,
    SecretBinary:
      version.secretBinary === undefined ? undefined : Buffer.from(version.secretBinary, "base64"),
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdAt),
  };
}

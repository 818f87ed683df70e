import { randomUUID } from "node:crypto";
import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { CURRENT, liveSecret, type SecretsState } from "../state.ts";
import { readValue, withVersion } from "../versions.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const putSecretValue: Operation<typeof SecretsManager, "PutSecretValue", SecretsState> = (
  input,
  { state, cloud },
) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const id = input.ClientRequestToken ?? randomUUID();
  const stages = input.VersionStages ?? [CURRENT];
  const version =
    readValue(input, { id, stages, createdAt: cloud.clock.now() }) ??
    fail("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
  const changed = withVersion(secret, version);
  state.secrets.put(secret.name, changed);
  return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: [...stages] };
};

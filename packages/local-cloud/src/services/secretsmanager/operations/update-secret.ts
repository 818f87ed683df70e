import { randomUUID } from "node:crypto";
import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { CURRENT, liveSecret, type SecretsState } from "../state.ts";
import { readValue, withVersion } from "../versions.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
export const updateSecret: Operation<typeof SecretsManager, "UpdateSecret", SecretsState> = (
  input,
  { state, cloud },
) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const at = cloud.clock.now();
  const id = input.ClientRequestToken ?? randomUUID();
  const version = readValue(input, { id, stages: [CURRENT], createdAt: at });
  const described = {
    ...secret,
    ...(input.Description !== undefined && { description: input.Description }),
    ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
    changedAt: at,
  };
  state.secrets.put(
    secret.name,
    version === undefined ? described : withVersion(described, version),
  );
  return { ARN: secret.arn, Name: secret.name, VersionId: version?.id };
};

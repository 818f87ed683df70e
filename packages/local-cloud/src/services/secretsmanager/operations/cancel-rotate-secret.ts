import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { liveSecret, type SecretsState } from "../state.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html */
export const cancelRotateSecret: Operation<
  typeof SecretsManager,
  "CancelRotateSecret",
  SecretsState
> = (input, { state, cloud }) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const rotation = { ...secret.rotation, enabled: false };
  state.secrets.put(secret.name, { ...secret, rotation });
  return { ARN: secret.arn, Name: secret.name };
};

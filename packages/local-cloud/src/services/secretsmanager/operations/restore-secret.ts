import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { findSecret, type SecretsState } from "../state.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export const restoreSecret: Operation<typeof SecretsManager, "RestoreSecret", SecretsState> = (
  input,
  { state, cloud },
) => {
  const {
    deletedAt: _deletedAt,
    purgeAt: _purgeAt,
    ...kept
  } = findSecret(state, input.SecretId, cloud);
  state.secrets.put(kept.name, kept);
  return { ARN: kept.arn, Name: kept.name };
};

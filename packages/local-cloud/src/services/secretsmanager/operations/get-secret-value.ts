import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { liveSecret, type SecretsState } from "../state.ts";
import { selectVersion } from "../versions.ts";
import { valueView } from "../views.ts";

const DAY_MS = 86_400_000;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue: Operation<typeof SecretsManager, "GetSecretValue", SecretsState> = (
  input,
  { state, cloud },
) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const version = selectVersion(secret, input);
  const today = Math.floor(cloud.clock.now() / DAY_MS) * DAY_MS; // AWS tells the day alone
  if (secret.accessedAt !== today) state.secrets.put(secret.name, { ...secret, accessedAt: today });
  return valueView(secret, version);
};

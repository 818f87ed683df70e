import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { liveSecret, type SecretsState } from "../state.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html */
export const untagResource: Operation<typeof SecretsManager, "UntagResource", SecretsState> = (
  input,
  { state, cloud },
) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const kept = Object.entries(secret.tags).filter(([key]) => !input.TagKeys?.includes(key));
  state.secrets.put(secret.name, { ...secret, tags: Object.fromEntries(kept) });
  return {};
};

import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { liveSecret, type SecretsState } from "../state.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
export const tagResource: Operation<typeof SecretsManager, "TagResource", SecretsState> = (
  input,
  { state, cloud },
) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const given = (input.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]);
  const tags = { ...secret.tags, ...Object.fromEntries(given) };
  state.secrets.put(secret.name, { ...secret, tags });
  return {};
};

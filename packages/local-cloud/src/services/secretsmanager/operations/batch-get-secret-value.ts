import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { liveSecret, type SecretsState } from "../state.ts";
import { selectVersion } from "../versions.ts";
import { valueView } from "../views.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html */
export const batchGetSecretValue: Operation<
  typeof SecretsManager,
  "BatchGetSecretValue",
  SecretsState
> = (input, { state, cloud }) => {
  if (input.Filters !== undefined) throw new NotEmulatedError("BatchGetSecretValue", "Filters");
  const SecretValues: SecretsManager.SecretValueEntry[] = [];
  const Errors: SecretsManager.APIErrorType[] = [];
  for (const SecretId of input.SecretIdList ?? []) {
    try {
      const secret = liveSecret(state, SecretId, cloud);
      SecretValues.push(valueView(secret, selectVersion(secret, {})));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
};

import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { findSecret, type SecretsState } from "../state.ts";

const DAY_MS = 86_400_000;
const DAYS = { least: 7, most: 30 }; // DeleteSecret, RecoveryWindowInDays

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export const deleteSecret: Operation<typeof SecretsManager, "DeleteSecret", SecretsState> = (
  input,
  { state, cloud },
) => {
  const { ForceDeleteWithoutRecovery: isForced = false, RecoveryWindowInDays } = input;
  if (isForced && RecoveryWindowInDays !== undefined) {
    return fail(
      "InvalidParameterException",
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  const days = RecoveryWindowInDays ?? DAYS.most;
  if (days < DAYS.least || days > DAYS.most) {
    return fail(
      "InvalidParameterException",
      "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
    );
  }
  const secret = findSecret(state, input.SecretId, cloud);
  const now = cloud.clock.now();
  if (isForced) {
    state.secrets.delete(secret.name);
    return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(now) };
  }
  if (secret.deletedAt !== undefined) {
    return fail(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was already scheduled for deletion.",
    );
  }
  const purgeAt = now + days * DAY_MS;
  state.secrets.put(secret.name, { ...secret, deletedAt: now, purgeAt });
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(purgeAt) };
};

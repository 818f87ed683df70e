import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { CURRENT, liveSecret, type SecretsState } from "../state.ts";
import { moveStage, selectVersion } from "../versions.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export const updateSecretVersionStage: Operation<
  typeof SecretsManager,
  "UpdateSecretVersionStage",
  SecretsState
> = (input, { state, cloud }) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const { VersionStage: stage = "", MoveToVersionId: to, RemoveFromVersionId: from } = input;
  const holder = secret.versions.find(({ stages }) => stages.includes(stage))?.id;
  if (to === undefined && stage === CURRENT) {
    return fail(
      "InvalidParameterException",
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    );
  }
  if (to !== undefined) selectVersion(secret, { VersionId: to });
  if (holder !== undefined && holder !== to && holder !== from) {
    return fail(
      "InvalidParameterException",
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  state.secrets.put(secret.name, { ...moveStage(secret, stage, to), changedAt: cloud.clock.now() });
  return { ARN: secret.arn, Name: secret.name };
};

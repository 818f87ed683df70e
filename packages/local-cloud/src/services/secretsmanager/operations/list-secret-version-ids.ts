import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import { findSecret, type SecretsState } from "../state.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html */
export const listSecretVersionIds: Operation<
  typeof SecretsManager,
  "ListSecretVersionIds",
  SecretsState
> = (input, { state, cloud }) => {
  const secret = findSecret(state, input.SecretId, cloud);
  const shown = secret.versions.filter(
    ({ stages }) => stages.length > 0 || input.IncludeDeprecated === true,
  );
  const { items, NextToken } = page(shown, input);
  const Versions = items.map(({ id, stages, createdAt }) => ({
    VersionId: id,
    VersionStages: [...stages],
    CreatedDate: new Date(createdAt),
  }));
  return { Versions, NextToken, ARN: secret.arn, Name: secret.name };
};

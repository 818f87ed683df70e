import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { findSecret, type SecretsState } from "../state.ts";
import { secretView, stagesOf } from "../views.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret: Operation<typeof SecretsManager, "DescribeSecret", SecretsState> = (
  input,
  { state, cloud },
) => {
  const secret = findSecret(state, input.SecretId, cloud);
  return { ...secretView(secret), VersionIdsToStages: stagesOf(secret) };
};

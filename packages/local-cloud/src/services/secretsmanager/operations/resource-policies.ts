import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import { PolicySyntaxError, readPolicy } from "../../../access/policy/policy-document.ts";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { findSecret, liveSecret, type SecretsState } from "../state.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html */
export const getResourcePolicy: Operation<
  typeof SecretsManager,
  "GetResourcePolicy",
  SecretsState
> = (input, { state, cloud }) => {
  const { arn, name, policy } = findSecret(state, input.SecretId, cloud);
  return { ARN: arn, Name: name, ResourcePolicy: policy };
};

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html */
export const putResourcePolicy: Operation<
  typeof SecretsManager,
  "PutResourcePolicy",
  SecretsState
> = (input, { state, cloud }) => {
  const secret = liveSecret(state, input.SecretId, cloud);
  const policy = input.ResourcePolicy ?? "";
  try {
    readPolicy(policy);
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    return fail("MalformedPolicyDocumentException", "This resource policy contains invalid Json.");
  }
  state.secrets.put(secret.name, { ...secret, policy });
  return { ARN: secret.arn, Name: secret.name };
};

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy: Operation<
  typeof SecretsManager,
  "DeleteResourcePolicy",
  SecretsState
> = (input, { state, cloud }) => {
  const { policy: _policy, ...secret } = liveSecret(state, input.SecretId, cloud);
  state.secrets.put(secret.name, secret);
  return { ARN: secret.arn, Name: secret.name };
};

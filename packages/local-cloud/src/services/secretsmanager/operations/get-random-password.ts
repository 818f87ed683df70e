import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type { Operation } from "../../../service.ts";
import { randomPassword } from "../random-password.ts";

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export const getRandomPassword: Operation<typeof SecretsManager, "GetRandomPassword"> = (
  input,
) => ({ RandomPassword: randomPassword(input) });

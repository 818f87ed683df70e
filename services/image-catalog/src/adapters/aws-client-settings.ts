import type { AwsEnv } from "../env.ts";

// Three attempts end before a function's 15 s do, so that the caller gets an answer and not a time-out.
const MAX_ATTEMPTS = 3;
const CONNECTION_TIMEOUT_MS = 1000;
const REQUEST_TIMEOUT_MS = 4000;

/** The settings of a function's client, with the credentials of its environment and no others. */
export function awsClientSettings(env: AwsEnv) {
  return {
    region: env.AWS_REGION,
    maxAttempts: MAX_ATTEMPTS,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      ...(env.AWS_SESSION_TOKEN !== undefined && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  };
}

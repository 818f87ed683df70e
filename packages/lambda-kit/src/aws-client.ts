import * as z from "zod/mini";

const Text = z.string().check(z.minLength(1));

/**
 * The variables that a function needs to call AWS as itself, for the schema of its environment. Lambda sets
 * them; `sls invoke local` takes them from the shell or the profile. Asking for them ends a run without
 * credentials at once, instead of after the SDK has looked everywhere.
 */
export const AWS_VARIABLES = {
  AWS_REGION: Text,
  AWS_ACCESS_KEY_ID: Text,
  AWS_SECRET_ACCESS_KEY: Text,
  AWS_SESSION_TOKEN: z.optional(z.string()),
  // Which the SDK reads by itself, too: see awsClientSettings.
  AWS_ENDPOINT_URL: z.optional(z.string()),
  AWS_ENDPOINT_URL_LOCATION: z.optional(z.string()),
};

/** What {@link AWS_VARIABLES} make of an environment. */
export type AwsEnv = z.infer<z.ZodMiniObject<typeof AWS_VARIABLES>>;

// Three attempts end before a function's 15 s do, so that the caller gets an answer and not a time-out.
const MAX_ATTEMPTS = 3;
const CONNECTION_TIMEOUT_MS = 1000;
const REQUEST_TIMEOUT_MS = 4000;

/**
 * The settings of a function's client, with the credentials of its environment and no others. Where an endpoint is
 * given (the local cloud, a VPC endpoint), its host stays as it is: `places.` in front of it would not resolve.
 */
export function awsClientSettings(env: AwsEnv) {
  const hasOwnEndpoint =
    env.AWS_ENDPOINT_URL !== undefined || env.AWS_ENDPOINT_URL_LOCATION !== undefined;
  return {
    ...(hasOwnEndpoint && { disableHostPrefix: true }),
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

/** What the errors of every AWS SDK client have. */
interface ServiceError extends Error {
  readonly $fault: "client" | "server";
}

function isServiceError(error: Error): error is ServiceError {
  return "$fault" in error;
}

const PASSING = /Throttl|Throughput|RequestLimit|TooManyRequests|RequestTimeout|SlowDown/u;

/** Throttled or broken on its side, or the connection failed: what another try may mend. */
export function isPassingFault(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (isServiceError(error)) {
    return error.$fault === "server" || PASSING.test(error.name);
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return /^(?:Timeout|Abort)Error$/u.test(error.name) || /^E(?!RR_)[A-Z_]+$/u.test(code); // ECONNRESET, EAI_AGAIN
}

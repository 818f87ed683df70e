import type { SecretsProvider } from "@aws-lambda-powertools/parameters/secrets";
import type { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { output } from "zod/v4/core";
import { ConfigError } from "./config-error.ts";
import { check, describeIssues, type Schema } from "./parse.ts";
import { storedValue, type Reader } from "./stored-value.ts";

export { ConfigError } from "./config-error.ts";
export { preload, type Reader } from "./stored-value.ts";

const DEFAULT_MAX_AGE_SECONDS = 300;

/**
 * Parses the environment once, in the init phase.
 *
 * @throws {ConfigError} names every variable that is missing or wrong, and no value.
 */
export function readEnvironment<S extends Schema>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): output<S> {
  const checked = check(schema, environment);
  if (checked.ok) return checked.value;
  throw new ConfigError(`environment: ${describeIssues(checked.issues)}`);
}

/** How an SSM parameter is read. */
export interface ParameterOptions {
  readonly client?: SSMClient;
  /** How old a value may be, in seconds; 300 unless told. */
  readonly maxAgeSeconds?: number;
  /** SecureString parameters need it. */
  readonly decrypt?: boolean;
  /** The value is JSON. */
  readonly json?: boolean;
}

// Loaded on first use, so that a function without parameters carries no SSM client.
async function ssmProvider(client: SSMClient | undefined): Promise<SSMProvider> {
  const ssm = await import("@aws-lambda-powertools/parameters/ssm");
  return new ssm.SSMProvider(client === undefined ? {} : { awsSdkV3Client: client });
}

/**
 * A reader of one SSM parameter that asks SSM at most once per `maxAgeSeconds`. A failure is not kept:
 * the next call asks again, so an outage at start ends with the outage.
 *
 * The returned function throws {@link UnavailableError} `ParameterUnavailable` when SSM does not answer with
 * a value, and {@link ConfigError} when the value does not fit the schema.
 */
export function parameter<S extends Schema>(
  name: string,
  schema: S,
  options: ParameterOptions = {},
): Reader<output<S>> {
  const {
    client,
    maxAgeSeconds = DEFAULT_MAX_AGE_SECONDS,
    decrypt = false,
    json: isJson = false,
  } = options;
  let provider: Promise<SSMProvider> | undefined;

  const read = async (forceFetch: boolean): Promise<unknown> => {
    provider ??= ssmProvider(client);
    const ssm = await provider;
    return ssm.get(name, { maxAge: maxAgeSeconds, decrypt, forceFetch });
  };
  const forget = (): void => {
    provider = undefined; // and its cache with it
  };
  const what = `parameter ${name}`;
  return storedValue({ what, errorCode: "ParameterUnavailable", isJson, read, forget }, schema);
}

/** How a secret is read. */
export interface SecretOptions {
  readonly client?: SecretsManagerClient;
  /** How old a value may be, in seconds; 300 unless told. A rotated secret is picked up within it. */
  readonly maxAgeSeconds?: number;
}

// Loaded on first use, as SSM's.
async function secretsProvider(client: SecretsManagerClient | undefined): Promise<SecretsProvider> {
  const secrets = await import("@aws-lambda-powertools/parameters/secrets");
  return new secrets.SecretsProvider(client === undefined ? {} : { awsSdkV3Client: client });
}

/**
 * A reader of one secret of Secrets Manager that is JSON, as RDS and rotation functions write them. It asks
 * at most once per `maxAgeSeconds`, and `fresh` when what the secret opens says that it is no longer right.
 *
 * The returned function throws {@link UnavailableError} `SecretUnavailable` when Secrets Manager does not
 * answer with a value, and {@link ConfigError} when the value does not fit the schema; never the value.
 */
export function secret<S extends Schema>(
  id: string,
  schema: S,
  { client, maxAgeSeconds = DEFAULT_MAX_AGE_SECONDS }: SecretOptions = {},
): Reader<output<S>> {
  let provider: Promise<SecretsProvider> | undefined;

  const read = async (forceFetch: boolean): Promise<unknown> => {
    provider ??= secretsProvider(client);
    const secrets = await provider;
    return secrets.get(id, { maxAge: maxAgeSeconds, forceFetch });
  };
  const forget = (): void => {
    provider = undefined; // and its cache with it
  };
  const what = `secret ${id}`;
  return storedValue({ what, errorCode: "SecretUnavailable", isJson: true, read, forget }, schema);
}

import type { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { output } from "zod/v4/core";
import { UnavailableError } from "./errors.ts";
import { check, describeIssues, type Schema } from "./parse.ts";

const DEFAULT_MAX_AGE_SECONDS = 300;

/** The function was deployed with a configuration it cannot work with: a defect, mended by a deployment. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

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
): () => Promise<output<S>> {
  const {
    client,
    maxAgeSeconds = DEFAULT_MAX_AGE_SECONDS,
    decrypt = false,
    json = false,
  } = options;
  let provider: Promise<SSMProvider> | undefined;
  let reading: Promise<unknown> | undefined; // shared by calls that come while SSM is asked

  const read = async (): Promise<unknown> => {
    try {
      provider ??= ssmProvider(client);
      const request = { maxAge: maxAgeSeconds, decrypt };
      const ssm = await provider;
      return await (json
        ? ssm.get(name, { ...request, transform: "json" })
        : ssm.get(name, request));
    } catch (cause) {
      throw new UnavailableError("ParameterUnavailable", `cannot read parameter ${name}`, {
        cause,
      });
    }
  };

  return async () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    const checked = check(schema, await reading, name);
    if (checked.ok) return checked.value;
    provider = undefined; // and its cache with it: a mended value is picked up at once
    throw new ConfigError(`parameter ${describeIssues(checked.issues)}`);
  };
}

import type { output } from "zod/v4/core";
import { ConfigError } from "./config-error.ts";
import { UnavailableError } from "./errors.ts";
import { logger } from "./logger.ts";
import { check, describeIssues, type Schema } from "./parse.ts";

/** Reads a value that is kept elsewhere; `fresh` asks for it even when the last one is not too old. */
export type Reader<T> = (options?: { readonly fresh?: boolean }) => Promise<T>;

/** One value of a store that Powertools reads: it keeps it for its age. */
export interface StoredValue {
  /** What it is, for messages: `parameter /app/colour`. */
  readonly what: string;
  /** Of the error when the store does not answer. */
  readonly errorCode: string;
  readonly isJson: boolean;
  read(fresh: boolean): Promise<unknown>;
  /** Forgets the value that is kept. */
  forget(): void;
}

// Not left to Powertools: what the engine says of a text that is no JSON quotes it, and this one is a secret.
function parseJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined; // which no schema of a stored value takes
  }
}

/** A {@link Reader} of a stored value: one question for all that ask at once, and no failure is kept. */
export function storedValue<S extends Schema>(value: StoredValue, schema: S): Reader<output<S>> {
  const { what, errorCode, isJson } = value;
  let reading: Promise<unknown> | undefined; // shared by calls that come while the store is asked

  const ask = async (fresh: boolean): Promise<unknown> => {
    try {
      return await value.read(fresh);
    } catch (cause) {
      throw new UnavailableError(errorCode, `cannot read ${what}`, { cause });
    }
  };

  return async ({ fresh = false } = {}) => {
    reading ??= ask(fresh).finally(() => {
      reading = undefined;
    });
    const read = await reading;
    const checked = check(schema, isJson ? parseJson(read) : read);
    if (checked.ok) return checked.value;
    value.forget(); // a mended value is picked up at once
    throw new ConfigError(`${what}: ${describeIssues(checked.issues)}`);
  };
}

const PRELOAD_LIMIT_MS = 3000; // of the 10 s that Lambda gives the init phase

/**
 * Reads values in the init phase, so that the first invocation finds them there. What cannot be read then is
 * logged; whoever needs it asks again, so that an outage at start ends with the outage.
 */
export async function preload(...readers: readonly Reader<unknown>[]): Promise<void> {
  const { promise: limit, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), PRELOAD_LIMIT_MS);
  const results = await Promise.race([
    Promise.allSettled(readers.map(async (read) => read())),
    limit,
  ]);
  clearTimeout(timer);
  if (results === undefined) logger.warn("configuration is slow to load");
  for (const result of results ?? []) {
    if (result.status === "rejected") {
      logger.warn("configuration not loaded yet", { error: result.reason });
    }
  }
}

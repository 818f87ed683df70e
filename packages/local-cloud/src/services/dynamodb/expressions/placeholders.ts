import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../errors.ts";
import { validationError } from "../errors.ts";
import { parseValue, type Value } from "../value.ts";

/** `ExpressionAttributeNames` and `ExpressionAttributeValues` of one request. */
export interface Placeholders {
  /** The attribute name behind `#x`; `undefined` when there is none. */
  name(placeholder: string): string | undefined;
  /** The value behind `:x`; `undefined` when there is none. */
  value(placeholder: string): Value | undefined;
  /** @throws {AwsError} ValidationException: a placeholder that no expression used. */
  assertAllUsed(): void;
}

/** The parameters of a request that bear on placeholders. */
export interface PlaceholderInput {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

const NAME_KEY = /^#[0-9a-zA-Z_]+$/;
const VALUE_KEY = /^:[0-9a-zA-Z_]+$/;

/**
 * Reads the placeholders of a request.
 *
 * @throws {AwsError} ValidationException: empty, a key of the wrong form, a bad value.
 */
export function readPlaceholders(input: PlaceholderInput): Placeholders {
  const names = checkKeys("ExpressionAttributeNames", input.ExpressionAttributeNames, NAME_KEY);
  const rawValues = checkKeys(
    "ExpressionAttributeValues",
    input.ExpressionAttributeValues,
    VALUE_KEY,
  );
  const values = new Map<string, Value>();
  for (const [key, value] of rawValues) values.set(key, readValue(key, value));
  const unusedNames = new Set(names.keys());
  const unusedValues = new Set(values.keys());

  return {
    name(placeholder) {
      unusedNames.delete(placeholder);
      return names.get(placeholder);
    },
    value(placeholder) {
      unusedValues.delete(placeholder);
      return values.get(placeholder);
    },
    assertAllUsed() {
      assertEmpty("ExpressionAttributeNames", unusedNames);
      assertEmpty("ExpressionAttributeValues", unusedValues);
    },
  };
}

function checkKeys<T>(
  parameter: string,
  placeholders: Record<string, T> | undefined,
  pattern: RegExp,
): Map<string, T> {
  const entries = Object.entries(placeholders ?? {});
  if (placeholders !== undefined && entries.length === 0) {
    throw validationError(`${parameter} must not be empty`);
  }
  const bad = entries.find(([key]) => !pattern.test(key));
  if (bad !== undefined) {
    throw validationError(`${parameter} contains invalid key: Syntax error; key: "${bad[0]}"`);
  }
  return new Map(entries);
}

function readValue(key: string, value: AttributeValue): Value {
  try {
    return parseValue(value);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw validationError(
      `ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`,
    );
  }
}

function assertEmpty(parameter: string, unused: ReadonlySet<string>): void {
  if (unused.size === 0) return;
  throw validationError(
    `Value provided in ${parameter} unused in expressions: keys: {${[...unused].join(", ")}}`,
  );
}

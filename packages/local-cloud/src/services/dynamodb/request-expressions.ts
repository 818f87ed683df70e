import { NotEmulatedError } from "../../errors.ts";
import { invalidParameter, validationError } from "./errors.ts";
import { parseCondition, type ParsedCondition } from "./expressions/condition-parser.ts";
import {
  readPlaceholders,
  type PlaceholderInput,
  type Placeholders,
} from "./expressions/placeholders.ts";
import { parseProjection, type Projection } from "./expressions/projection-parser.ts";
import { keyAttributes, type Table } from "./table.ts";

/** The parameters that DynamoDB had before expressions, and that are not emulated. */
const LEGACY = new Set([
  "Expected",
  "ConditionalOperator",
  "AttributeUpdates",
  "AttributesToGet",
  "KeyConditions",
  "QueryFilter",
  "ScanFilter",
]);

/** @throws {NotEmulatedError} A legacy parameter is used. */
export function refuseLegacy(operation: string, input: object): void {
  const used = Object.entries(input).find(([name, value]) => {
    return value !== undefined && LEGACY.has(name);
  });
  if (used !== undefined) throw new NotEmulatedError(operation, used[0]);
}

/**
 * Opens the placeholders of a request that may have the given expression parameters.
 *
 * @throws {AwsError} ValidationException: placeholders without an expression, or bad ones.
 */
export function openPlaceholders(
  input: PlaceholderInput,
  expressions: Readonly<Record<string, string | undefined>>,
): Placeholders {
  const present = Object.values(expressions).some((source) => source !== undefined);
  if (input.ExpressionAttributeNames !== undefined && !present) {
    throw validationError("ExpressionAttributeNames can only be specified when using expressions");
  }
  const withValues = Object.keys(expressions).filter((name) => name !== "ProjectionExpression");
  const valuesNeeded = withValues.some((name) => expressions[name] !== undefined);
  if (input.ExpressionAttributeValues !== undefined && withValues.length > 0 && !valuesNeeded) {
    const verb = withValues.length === 1 ? "is" : "are";
    throw validationError(
      `ExpressionAttributeValues can only be specified when using expressions: ${withValues.join(" and ")} ${verb} null`,
    );
  }
  return readPlaceholders(input);
}

/** Reads an optional condition or filter. */
export function readCondition(
  source: string | undefined,
  parameter: string,
  placeholders: Placeholders,
): ParsedCondition | undefined {
  return source === undefined ? undefined : parseCondition(source, parameter, placeholders);
}

/** Reads an optional projection. */
export function readProjection(
  source: string | undefined,
  placeholders: Placeholders,
): Projection | undefined {
  return source === undefined ? undefined : parseProjection(source, placeholders);
}

/**
 * Checks that no expression looks into a key attribute, which is always a scalar.
 *
 * @throws {AwsError} ValidationException.
 */
export function checkNestedHeads(
  table: Table,
  ...parsed: readonly ({ readonly nestedHeads: ReadonlySet<string> } | undefined)[]
): void {
  const heads = new Set(parsed.flatMap((one) => [...(one?.nestedHeads ?? [])]));
  refuseHead("Key", keyAttributes(table.key), heads);
  for (const index of table.indexes) refuseHead("IndexKey", keyAttributes(index.key), heads);
}

function refuseHead(
  kind: string,
  attributes: readonly { readonly name: string }[],
  heads: ReadonlySet<string>,
): void {
  const nested = attributes.find(({ name }) => heads.has(name));
  if (nested === undefined) return;
  throw validationError(
    `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${kind}: ${nested.name}`,
  );
}

/** @throws {AwsError} ValidationException: an update that changes a key attribute. */
export function refuseKeyUpdate(table: Table, names: ReadonlySet<string>): void {
  const changed = keyAttributes(table.key).find(({ name }) => names.has(name));
  if (changed === undefined) return;
  throw invalidParameter(
    `Cannot update attribute ${changed.name}. This attribute is part of the key`,
  );
}

import type { QueryCommandInput, ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { invalidParameter, validationError } from "./errors.ts";
import type { ParsedCondition } from "./expressions/condition-parser.ts";
import type { Projection } from "./expressions/projection-parser.ts";
import { indexKeyOf, keyItem, readKey } from "./item-key.ts";
import type { RowRange } from "./row-reader.ts";
import {
  keyAttributes,
  projectedNames,
  type IndexRecord,
  type KeySchema,
  type Table,
} from "./table.ts";
import { parseItem, typeOf, type Item } from "./value.ts";

type Input = QueryCommandInput | ScanCommandInput;

/** The table or index of a query or scan, and the key by which it is ordered. */
export interface Source {
  readonly table: Table;
  readonly index: IndexRecord | undefined;
  readonly key: KeySchema;
}

/**
 * Finds what a query or scan reads.
 *
 * @throws {AwsError} ValidationException: no such index, or a consistent read of a global one.
 */
export function readSource(table: Table, input: Input): Source {
  const { IndexName, ConsistentRead } = input;
  const index = table.indexes.find(({ name }) => name === IndexName);
  if (IndexName !== undefined && index === undefined) {
    throw validationError(`The table does not have the specified index: ${IndexName}`);
  }
  if (index?.kind === "global" && ConsistentRead === true) {
    throw validationError("Consistent reads are not supported on global secondary indexes");
  }
  return { table, index, key: index?.key ?? table.key };
}

/**
 * Checks `Select` against the rest of the request.
 *
 * @throws {AwsError} ValidationException.
 */
export function checkSelect(input: Input, source: Source): void {
  const { Select, ProjectionExpression } = input;
  if (Select === undefined) return;
  if (Select === "SPECIFIC_ATTRIBUTES" && ProjectionExpression === undefined) {
    throw invalidParameter(
      "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    );
  }
  if (Select !== "SPECIFIC_ATTRIBUTES" && ProjectionExpression !== undefined) {
    throw validationError(
      `Cannot specify the ProjectionExpression when choosing to get ${Select === "COUNT" ? "only the Count" : Select}`,
    );
  }
  checkSelectOfIndex(Select, source);
}

function checkSelectOfIndex(select: string, { index }: Source): void {
  if (select === "ALL_PROJECTED_ATTRIBUTES" && index === undefined) {
    throw invalidParameter(
      "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    );
  }
  if (select === "ALL_ATTRIBUTES" && index?.kind === "global" && index.projection !== "ALL") {
    throw invalidParameter(
      `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
  }
}

/**
 * Checks that a global index holds every attribute that the expressions name.
 *
 * @throws {AwsError} ValidationException.
 */
export function checkProjected(
  { table, index }: Source,
  ...parsed: readonly (ParsedCondition | Projection | undefined)[]
): void {
  const names = index?.kind === "global" ? projectedNames(table, index) : undefined;
  if (index === undefined || names === undefined) return;
  const missing = parsed
    .flatMap((one) => [...(one?.pathHeads ?? [])])
    .filter((name) => !names.has(name));
  if (missing.length === 0) return;
  throw invalidParameter(
    `Global secondary index ${index.name} does not project [${missing.join(", ")}]`,
  );
}

/** An `ExclusiveStartKey`, and the place in the table or index that it stands for. */
export interface StartKey {
  readonly item: Item;
  readonly after: NonNullable<RowRange["after"]>;
}

/**
 * Reads an `ExclusiveStartKey`: the key of the table, and of the index when one is read.
 *
 * @throws {AwsError} ValidationException.
 */
export function readStartKey(input: Input, source: Source): StartKey | undefined {
  if (input.ExclusiveStartKey === undefined) return undefined;
  const item = parseItem(input.ExclusiveStartKey);
  const schemas = source.index === undefined ? [source.table.key] : [source.table.key, source.key];
  const expected = new Map(schemas.flatMap(keyAttributes).map(({ name, type }) => [name, type]));
  const fits =
    Object.keys(item).length === expected.size &&
    Object.entries(item).every(([name, value]) => expected.get(name) === typeOf(value));
  const place = fits ? indexKeyOf(item, source.key) : undefined;
  if (place === undefined) {
    throw validationError(
      source.index === undefined
        ? "The provided starting key is invalid: The provided key element does not match the schema"
        : "The provided starting key is invalid",
    );
  }
  const tableKey = readKey(keyItem(item, source.table.key), source.table.key);
  return { item, after: { place, item: tableKey } };
}

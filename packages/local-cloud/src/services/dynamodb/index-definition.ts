import type {
  AttributeDefinition,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
  ProvisionedThroughput,
} from "@aws-sdk/client-dynamodb";
import { required } from "./constraints.ts";
import { invalidParameter, validationError } from "./errors.ts";
import type { IndexRecord, KeyAttribute, KeySchema, Throughput } from "./table.ts";
import type { KeyType } from "./value.ts";

const MAX_UNITS = 1_000_000_000_000;
const MAX_LOCAL_INDEXES = 5;
const MAX_GLOBAL_INDEXES = 20;
const MAX_INCLUDED = 100; // projected non-key attributes over all indexes of a table; quotas

/** The throughput of what has none of its own. */
export const NO_THROUGHPUT: Throughput = { read: 0, write: 0, decreasesToday: 0 };

/** Reads `AttributeDefinitions`. */
export function readAttributes(
  definitions: readonly AttributeDefinition[] | undefined,
): KeyAttribute[] {
  return (definitions ?? []).map(({ AttributeName, AttributeType }) => ({
    name: required(AttributeName, "AttributeName"),
    type: readKeyType(required(AttributeType, "AttributeType")),
  }));
}

function readKeyType(type: string): KeyType {
  if (type === "S" || type === "N" || type === "B") return type;
  throw validationError(
    `1 validation error detected: Value '${type}' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]`,
  );
}

/**
 * Reads a `KeySchema` against the attribute definitions.
 *
 * @throws {AwsError} ValidationException.
 */
export function readKeySchema(
  elements: readonly KeySchemaElement[] | undefined,
  attributes: readonly KeyAttribute[],
): KeySchema {
  const names = required(elements, "KeySchema").map(({ AttributeName }) => AttributeName ?? "");
  checkKeyElements(elements ?? []);
  const [hash, range] = names.map((name) => attributes.find((known) => known.name === name));
  if (hash === undefined || (names.length > 1 && range === undefined)) {
    throw invalidParameter(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(", ")}], AttributeDefinitions: [${attributes.map(({ name }) => name).join(", ")}]`,
    );
  }
  return range === undefined ? { hash } : { hash, range };
}

function checkKeyElements(elements: readonly KeySchemaElement[]): void {
  const names = elements.map(({ AttributeName }) => AttributeName);
  const [first, second] = elements;
  if (first === undefined || names.length > 2) {
    throw validationError(
      `1 validation error detected: Value '[${names.join(", ")}]' at 'keySchema' failed to satisfy constraint: Member must have length ${first === undefined ? "greater than or equal to 1" : "less than or equal to 2"}`,
    );
  }
  if (first.KeyType !== "HASH") {
    throw validationError("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (second !== undefined && second.KeyType !== "RANGE") {
    throw validationError("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  if (names[0] === names[1]) {
    throw validationError(
      "Both the Hash Key and the Range Key element in the KeySchema have the same name",
    );
  }
}

/**
 * Reads provisioned throughput.
 *
 * @throws {AwsError} ValidationException: out of bounds.
 */
export function readThroughput(input: ProvisionedThroughput): Throughput {
  const read = required(input.ReadCapacityUnits, "ReadCapacityUnits");
  const write = required(input.WriteCapacityUnits, "WriteCapacityUnits");
  for (const [name, units] of [
    ["ReadCapacityUnits", read] as const,
    ["WriteCapacityUnits", write] as const,
  ]) {
    if (units > MAX_UNITS) {
      throw validationError(`Given value ${units} for ${name} is out of bounds`);
    }
    if (units < 1) {
      const member = `provisionedThroughput.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      throw validationError(
        `1 validation error detected: Value '${units}' at '${member}' failed to satisfy constraint: Member must have value greater than or equal to 1`,
      );
    }
  }
  return { read, write, decreasesToday: 0 };
}

function readIndexProjection(
  projection: Projection | undefined,
): Pick<IndexRecord, "projection" | "included"> {
  const { ProjectionType: type, NonKeyAttributes: names } = projection ?? {};
  if (type === "INCLUDE") {
    if (names !== undefined && names.length > 0) return { projection: type, included: names };
    throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is not specified`);
  }
  if (type !== "ALL" && type !== "KEYS_ONLY") {
    throw invalidParameter(`Unknown ProjectionType: ${type ?? "null"}`);
  }
  if (names === undefined) return { projection: type, included: [] };
  throw invalidParameter(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
}

/** Reads one global secondary index. */
export function readGlobalIndex(
  input: GlobalSecondaryIndex,
  attributes: readonly KeyAttribute[],
  billing: "PROVISIONED" | "PAY_PER_REQUEST",
): IndexRecord {
  const name = readIndexName(input.IndexName);
  const throughput = input.ProvisionedThroughput;
  if (billing === "PAY_PER_REQUEST" && throughput !== undefined) {
    throw invalidParameter(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billing === "PROVISIONED" && throughput === undefined) {
    throw invalidParameter(`ProvisionedThroughput must be specified for index: ${name}`);
  }
  return {
    name,
    kind: "global",
    key: readKeySchema(input.KeySchema, attributes),
    ...readIndexProjection(input.Projection),
    throughput: throughput === undefined ? NO_THROUGHPUT : readThroughput(throughput),
  };
}

function readIndexName(name: string | undefined): string {
  const given = required(name, "IndexName");
  if (/^[a-zA-Z0-9_.-]{3,255}$/.test(given)) return given;
  throw validationError(
    `1 validation error detected: Value '${given}' at 'indexName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
  );
}

/** Reads one local secondary index of a table with `key`. */
export function readLocalIndex(
  input: LocalSecondaryIndex,
  attributes: readonly KeyAttribute[],
  key: KeySchema,
): IndexRecord {
  const name = readIndexName(input.IndexName);
  if (key.range === undefined) {
    throw invalidParameter(
      "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    );
  }
  const indexKey = readKeySchema(input.KeySchema, attributes);
  if (indexKey.range === undefined) {
    throw invalidParameter(`Index KeySchema does not have a range key for index: ${name}`);
  }
  if (indexKey.hash.name !== key.hash.name) {
    throw invalidParameter(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${indexKey.hash.name}, table hash key: ${key.hash.name}`,
    );
  }
  const projection = readIndexProjection(input.Projection);
  return { name, kind: "local", key: indexKey, ...projection, throughput: NO_THROUGHPUT };
}

/**
 * Checks what holds for the indexes of a table together.
 *
 * @throws {AwsError} ValidationException.
 */
export function checkIndexes(indexes: readonly IndexRecord[]): void {
  const seen = new Set<string>();
  for (const { name } of indexes) {
    if (seen.has(name)) throw invalidParameter(`Duplicate index name: ${name}`);
    seen.add(name);
  }
  if (indexes.filter(({ kind }) => kind === "local").length > MAX_LOCAL_INDEXES) {
    throw invalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
  }
  if (indexes.filter(({ kind }) => kind === "global").length > MAX_GLOBAL_INDEXES) {
    throw invalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
  if (indexes.reduce((total, { included }) => total + included.length, 0) > MAX_INCLUDED) {
    throw invalidParameter(
      `Number of projected attributes exceeds per-table limit of ${MAX_INCLUDED}`,
    );
  }
}

/**
 * Checks that the attribute definitions name key attributes and nothing else.
 *
 * @throws {AwsError} ValidationException.
 */
export function checkAttributesUsed(
  attributes: readonly KeyAttribute[],
  key: KeySchema,
  indexes: readonly IndexRecord[],
): void {
  const used = new Set(
    [key, ...indexes.map((index) => index.key)].flatMap(({ hash, range }) =>
      range === undefined ? [hash.name] : [hash.name, range.name],
    ),
  );
  if (attributes.length === used.size) return;
  throw invalidParameter(
    indexes.length === 0
      ? "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions"
      : `Some AttributeDefinitions are not used. AttributeDefinitions: [${attributes.map(({ name }) => name).join(", ")}], keys used: [${[...used].join(", ")}]`,
  );
}

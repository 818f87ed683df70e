import { invalidParameter, validationError } from "./errors.ts";
import { partitionBytes, sortableBytes } from "./key-codec.ts";
import {
  keyAttributes,
  type IndexRecord,
  type KeyAttribute,
  type KeySchema,
  type Table,
} from "./table.ts";
import { itemOf, typeOf, type Item, type Value } from "./value.ts";

/** Where an item stands: bytes that sort as DynamoDB sorts. */
export interface ItemKey {
  readonly hash: Buffer;
  /** Empty when there is no range key. */
  readonly range: Buffer;
}

const MAX_HASH_BYTES = 2048;
const MAX_RANGE_BYTES = 1024;
const NO_RANGE = Buffer.alloc(0);

/**
 * Checks the `Key` of a request.
 *
 * @throws {AwsError} ValidationException: other attributes than the key's, or other types.
 */
export function readKey(key: Item, schema: KeySchema): ItemKey {
  const attributes = keyAttributes(schema);
  if (Object.keys(key).length !== attributes.length) throw keyMismatch();
  for (const attribute of attributes) checkKeyAttribute(key[attribute.name], attribute, schema);
  return keyOf(key, schema);
}

function keyMismatch(): Error {
  return validationError("The provided key element does not match the schema");
}

function checkKeyAttribute(
  value: Value | undefined,
  attribute: KeyAttribute,
  schema: KeySchema,
): void {
  if (value === undefined || typeOf(value) !== attribute.type) throw keyMismatch();
  const empty = emptyKind(value);
  if (empty !== undefined) {
    throw invalidParameter(
      `The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${attribute.name}`,
    );
  }
  checkKeySize(value, attribute === schema.hash);
}

/** What an empty key value is empty of, for messages; `undefined` when it is not empty. */
export function emptyKind(value: Value): "string" | "binary" | undefined {
  if ("S" in value && value.S === "") return "string";
  return "B" in value && value.B.byteLength === 0 ? "binary" : undefined;
}

function checkKeySize(value: Value, isHash: boolean): void {
  if ("N" in value) return;
  const { length } = sortableBytes(value);
  if (isHash && length > MAX_HASH_BYTES) {
    throw invalidParameter(
      "Size of hashkey has exceeded the maximum size limit of2048 bytes", // sic
    );
  }
  if (!isHash && length > MAX_RANGE_BYTES) {
    throw invalidParameter(
      "Aggregated size of all range keys has exceeded the size limit of 1024 bytes",
    );
  }
}

/** The key of an item that is known to have one. */
export function keyOf(item: Item, { hash, range }: KeySchema): ItemKey {
  const key = indexKeyOf(item, range === undefined ? { hash } : { hash, range });
  if (key === undefined) throw keyMismatch();
  return key;
}

/** The key of an item in an index; `undefined` when it lacks one, and so is not in the index. */
export function indexKeyOf(item: Item, schema: KeySchema): ItemKey | undefined {
  const hash = item[schema.hash.name];
  if (hash === undefined || typeOf(hash) !== schema.hash.type) return undefined;
  if (schema.range === undefined) return { hash: partitionBytes(hash), range: NO_RANGE };
  const range = item[schema.range.name];
  if (range === undefined || typeOf(range) !== schema.range.type) return undefined;
  return { hash: partitionBytes(hash), range: sortableBytes(range) };
}

/** The attributes of an item that make up the given keys. */
export function keyItem(item: Item, ...schemas: readonly KeySchema[]): Item {
  const attributes = schemas.flatMap((schema) => keyAttributes(schema));
  return itemOf(
    attributes.flatMap(({ name }) => {
      const value = item[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/**
 * Checks that an item to put has the key of its table, and that what it has of index keys fits.
 *
 * @throws {AwsError} ValidationException.
 */
export function checkItemKeys(item: Item, table: Table): ItemKey {
  for (const attribute of keyAttributes(table.key)) {
    const value = item[attribute.name];
    if (value === undefined) {
      throw invalidParameter(`Missing the key ${attribute.name} in the item`);
    }
    if (typeOf(value) !== attribute.type) {
      throw invalidParameter(
        `Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
      );
    }
    const empty = emptyKind(value);
    if (empty !== undefined) {
      throw validationError(
        `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${attribute.name}`,
      );
    }
    checkKeySize(value, attribute === table.key.hash);
  }
  for (const index of table.indexes) checkIndexKey(item, index);
  return keyOf(item, table.key);
}

function checkIndexKey(item: Item, index: IndexRecord): void {
  for (const { name, type } of keyAttributes(index.key)) {
    const value = item[name];
    if (value !== undefined && typeOf(value) !== type) {
      throw invalidParameter(
        `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
      );
    }
    const empty = value === undefined ? undefined : emptyKind(value);
    if (empty !== undefined) {
      throw validationError(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value. IndexName: ${index.name}, IndexKey: ${name}`,
      );
    }
  }
}

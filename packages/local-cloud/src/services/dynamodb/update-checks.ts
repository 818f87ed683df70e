import { invalidParameter, validationError } from "./errors.ts";
import { literalType } from "./expressions/operands.ts";
import type { Action } from "./expressions/update-parser.ts";
import { emptyKind } from "./item-key.ts";
import { keyAttributes, type Table } from "./table.ts";
import { typeOf, type Item, type ValueType } from "./value.ts";

/**
 * Checks that an update does not assign a literal of the wrong type to the key of an index.
 *
 * @throws {AwsError} ValidationException.
 */
export function refuseIndexKeyTypes(table: Table, actions: readonly Action[]): void {
  const assigned = new Map<string, ValueType>();
  for (const action of actions) {
    const type = assignedType(action);
    if (action.path.length === 1 && type !== undefined) assigned.set(String(action.path[0]), type);
  }
  for (const index of table.indexes) {
    for (const { name, type } of keyAttributes(index.key)) {
      const actual = assigned.get(name);
      if (actual === undefined || actual === type) continue;
      throw invalidParameter(
        `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${actual} IndexName: ${index.name}`,
      );
    }
  }
}

function assignedType(action: Action): ValueType | undefined {
  if (action.kind === "add") return typeOf(action.value);
  if (action.kind !== "set" || action.assigned.kind === "arithmetic") return undefined;
  return literalType(action.assigned);
}

/**
 * Checks that what an update made of the keys of the indexes is fit for them.
 *
 * @throws {AwsError} ValidationException.
 */
export function checkUpdatedIndexKeys(table: Table, before: Item, after: Item): void {
  for (const { name, type } of table.indexes.flatMap(({ key }) => keyAttributes(key))) {
    const value = after[name];
    if (value === undefined || value === before[name]) continue;
    if (typeOf(value) !== type) {
      throw validationError(
        "The update expression attempted to update the secondary index key to unsupported type",
      );
    }
    const empty = emptyKind(value);
    if (empty !== undefined) {
      throw validationError(
        `One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value.`,
      );
    }
  }
}

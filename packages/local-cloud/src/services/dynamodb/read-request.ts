import { project } from "./document-path.ts";
import type { Engine } from "./engine.ts";
import type { Projection } from "./expressions/projection-parser.ts";
import type { ItemKey } from "./item-key.ts";
import { checkNestedHeads, openPlaceholders, readProjection } from "./request-expressions.ts";
import type { Table } from "./table.ts";
import type { Item } from "./value.ts";

/** What to take of the items of one table. */
export interface GetRequest {
  readonly table: Table;
  readonly projection: Projection | undefined;
}

/**
 * Reads what `GetItem` and its relatives have in common.
 *
 * @throws {AwsError} ValidationException or ResourceNotFoundException.
 */
export function readGet(
  engine: Engine,
  tableName: string,
  input: {
    readonly ProjectionExpression?: string | undefined;
    readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  },
): GetRequest {
  const { ProjectionExpression } = input;
  const placeholders = openPlaceholders(input, { ProjectionExpression });
  const projection = readProjection(ProjectionExpression, placeholders);
  placeholders.assertAllUsed();
  const table = engine.table(tableName);
  checkNestedHeads(table, projection);
  return { table, projection };
}

/** Gets one item, projected, and the size in bytes of the whole of it: 0 when there is none. */
export function getItem(
  engine: Engine,
  { table, projection }: GetRequest,
  key: ItemKey,
): { item: Item | undefined; size: number } {
  const stored = engine.items.get(table, key);
  if (stored === undefined) return { item: undefined, size: 0 };
  const { item, size } = stored;
  return { item: projection === undefined ? item : project(item, projection.tree), size };
}

import type {
  ConditionCheck,
  Delete,
  DeleteItemCommandInput,
  Put,
  PutItemCommandInput,
  Update,
  UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../errors.ts";
import type { Units } from "./capacity.ts";
import { required } from "./constraints.ts";
import { treeOf, type PathTree } from "./document-path.ts";
import type { Engine } from "./engine.ts";
import { validationError } from "./errors.ts";
import { applyUpdate } from "./expressions/apply-update.ts";
import type { Condition } from "./expressions/condition-parser.ts";
import { satisfies } from "./expressions/evaluate.ts";
import { parseUpdate } from "./expressions/update-parser.ts";
import { checkItemKeys, readKey, type ItemKey } from "./item-key.ts";
import { itemSize, MAX_ITEM_BYTES } from "./item-size.ts";
import type { StoredItem } from "./item-store.ts";
import {
  checkNestedHeads,
  openPlaceholders,
  readCondition,
  refuseKeyUpdate,
} from "./request-expressions.ts";
import type { Table } from "./table.ts";
import { checkUpdatedIndexKeys, refuseIndexKeyTypes } from "./update-checks.ts";
import { emptyItem, parseItem, type Item } from "./value.ts";

/** One write of one item, read and checked as far as that goes without the item. */
export interface WriteRequest {
  readonly table: Table;
  readonly condition: Condition | undefined;
  /** Whether a failed condition hands out the item. */
  readonly returnOld: boolean;
  /** @throws {AwsError} ValidationException: the key does not fit the table. */
  key(): ItemKey;
  /**
   * The item after the write; `undefined` when there is none.
   *
   * @throws {AwsError} ValidationException: the update does not fit the item.
   */
  next(before: Item | undefined): Item | undefined;
  /** A mere condition check leaves the item alone. */
  readonly readOnly?: true;
}

/** An update, which can also answer with what it touched. */
export interface UpdateRequest extends WriteRequest {
  readonly touched: PathTree;
}

/** What a write did. */
export interface WriteResult {
  readonly before: StoredItem | undefined;
  readonly after: Item | undefined;
  readonly units: Units;
}

export function readPut(engine: Engine, input: PutItemCommandInput | Put): WriteRequest {
  const item = parseItem(required(input.Item, "Item"));
  if (itemSize(item) > MAX_ITEM_BYTES) {
    throw validationError("Item size has exceeded the maximum allowed size");
  }
  return {
    ...readConditional(engine, input),
    key() {
      return checkItemKeys(item, this.table);
    },
    next: () => item,
  };
}

export function readDelete(engine: Engine, input: DeleteItemCommandInput | Delete): WriteRequest {
  const key = parseItem(required(input.Key, "Key"));
  return {
    ...readConditional(engine, input),
    key() {
      return readKey(key, this.table.key);
    },
    next: () => undefined,
  };
}

export function readCheck(engine: Engine, input: ConditionCheck): WriteRequest {
  const key = parseItem(required(input.Key, "Key"));
  required(input.ConditionExpression, "ConditionExpression");
  return {
    ...readConditional(engine, input),
    readOnly: true,
    key() {
      return readKey(key, this.table.key);
    },
    next: (before) => before,
  };
}

interface Conditional {
  readonly TableName: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
  readonly ExpressionAttributeNames?: PutItemCommandInput["ExpressionAttributeNames"];
  readonly ExpressionAttributeValues?: PutItemCommandInput["ExpressionAttributeValues"];
}

function readConditional(
  engine: Engine,
  input: Conditional,
): Pick<WriteRequest, "table" | "condition" | "returnOld"> {
  const { ConditionExpression } = input;
  const placeholders = openPlaceholders(input, { ConditionExpression });
  const condition = readCondition(ConditionExpression, "ConditionExpression", placeholders);
  placeholders.assertAllUsed();
  const table = engine.table(required(input.TableName, "TableName"));
  checkNestedHeads(table, condition);
  return {
    table,
    condition: condition?.condition,
    returnOld: input.ReturnValuesOnConditionCheckFailure === "ALL_OLD",
  };
}

export function readUpdate(engine: Engine, input: UpdateItemCommandInput | Update): UpdateRequest {
  const keyItem = parseItem(required(input.Key, "Key"));
  const { UpdateExpression, ConditionExpression } = input;
  const placeholders = openPlaceholders(input, { UpdateExpression, ConditionExpression });
  const update =
    UpdateExpression === undefined ? undefined : parseUpdate(UpdateExpression, placeholders);
  const condition = readCondition(ConditionExpression, "ConditionExpression", placeholders);
  placeholders.assertAllUsed();
  const table = engine.table(required(input.TableName, "TableName"));
  const paths = (update?.actions ?? []).map(({ path }) => path);
  refuseKeyUpdate(table, new Set(paths.map(([head]) => String(head))));
  refuseIndexKeyTypes(table, update?.actions ?? []);
  checkNestedHeads(table, update, condition);
  return {
    table,
    condition: condition?.condition,
    returnOld: input.ReturnValuesOnConditionCheckFailure === "ALL_OLD",
    touched: treeOf(paths),
    key: () => readKey(keyItem, table.key),
    next(before) {
      const base = before ?? keyItem;
      const after = update === undefined ? base : applyUpdate(base, update);
      checkUpdatedIndexKeys(table, base, after);
      if (itemSize(after) > MAX_ITEM_BYTES) {
        throw validationError("Item size to update has exceeded the maximum allowed size");
      }
      return after;
    },
  };
}

/**
 * Carries out one write.
 *
 * @throws {AwsError} ConditionalCheckFailedException, with the item if the request asked for it.
 */
export function execute(engine: Engine, request: WriteRequest): WriteResult {
  const key = request.key();
  const result = engine.transaction(() => {
    const before = engine.items.get(request.table, key);
    if (!meetsCondition(request, before)) throw conditionFailed(request, before);
    const after = request.next(before?.item);
    const units = engine.writer.write({ table: request.table, key, before, after });
    return { before, after, units };
  });
  if (request.table.ttlAttribute !== undefined) engine.watchExpiry();
  return result;
}

/** Whether the item, or its absence, meets the condition of a write. */
export function meetsCondition(
  { condition }: WriteRequest,
  before: StoredItem | undefined,
): boolean {
  return condition === undefined || satisfies(condition, before?.item ?? emptyItem());
}

export const CONDITION_FAILED = "The conditional request failed";

function conditionFailed({ returnOld }: WriteRequest, before: StoredItem | undefined): AwsError {
  return new AwsError("ConditionalCheckFailedException", CONDITION_FAILED, {
    fields: returnOld && before !== undefined ? { Item: before.item } : {},
  });
}

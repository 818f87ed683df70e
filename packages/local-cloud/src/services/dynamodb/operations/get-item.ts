import { consumedCapacity, NO_UNITS, readUnits } from "../capacity.ts";
import { checkConstraints, required } from "../constraints.ts";
import { readKey } from "../item-key.ts";
import { getItem as readOne, readGet } from "../read-request.ts";
import { refuseLegacy } from "../request-expressions.ts";
import { parseItem } from "../value.ts";
import type { DynamoDbOperation } from "./operation.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const getItem: DynamoDbOperation<"GetItem"> = (input, { state: engine }) => {
  checkConstraints(input);
  refuseLegacy("GetItem", input);
  const key = parseItem(required(input.Key, "Key"));
  const request = readGet(engine, required(input.TableName, "TableName"), input);
  const { item, size } = readOne(engine, request, readKey(key, request.table.key));
  const units = readUnits(size, input.ConsistentRead === true);
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, request.table, {
    ...NO_UNITS,
    table: units,
  });
  return { ...(item && { Item: item }), ...(capacity && { ConsumedCapacity: capacity }) };
};

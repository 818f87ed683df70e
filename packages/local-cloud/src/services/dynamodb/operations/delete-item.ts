import { consumedCapacity } from "../capacity.ts";
import { checkConstraints } from "../constraints.ts";
import { refuseLegacy } from "../request-expressions.ts";
import { execute, readDelete } from "../write-request.ts";
import type { DynamoDbOperation } from "./operation.ts";
import { checkReturnsOld, refuseCollectionMetrics } from "./write-options.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem: DynamoDbOperation<"DeleteItem"> = (input, { state: engine }) => {
  checkConstraints(input);
  refuseLegacy("DeleteItem", input);
  checkReturnsOld(input.ReturnValues);
  const request = readDelete(engine, input);
  refuseCollectionMetrics("DeleteItem", input, request.table);
  const { before, units } = execute(engine, request);
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, request.table, units);
  return {
    ...(input.ReturnValues === "ALL_OLD" && before && { Attributes: before.item }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
};

import type { UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import { consumedCapacity } from "../capacity.ts";
import { checkConstraints } from "../constraints.ts";
import { project } from "../document-path.ts";
import { refuseLegacy } from "../request-expressions.ts";
import type { Item } from "../value.ts";
import { execute, readUpdate, type UpdateRequest, type WriteResult } from "../write-request.ts";
import type { DynamoDbOperation } from "./operation.ts";
import { refuseCollectionMetrics } from "./write-options.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem: DynamoDbOperation<"UpdateItem"> = (input, { state: engine }) => {
  checkConstraints(input);
  refuseLegacy("UpdateItem", input);
  const request = readUpdate(engine, input);
  refuseCollectionMetrics("UpdateItem", input, request.table);
  const result = execute(engine, request);
  const attributes = returned(input.ReturnValues, request, result);
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, request.table, result.units);
  return {
    ...(attributes && { Attributes: attributes }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
};

function returned(
  wanted: UpdateItemCommandInput["ReturnValues"],
  { touched }: UpdateRequest,
  { before, after }: WriteResult,
): Item | undefined {
  if (wanted === undefined || wanted === "NONE") return undefined;
  const item = wanted.endsWith("_OLD") ? before?.item : after;
  if (item === undefined || wanted.startsWith("ALL")) return item;
  const part = project(item, touched);
  return Object.keys(part).length === 0 ? undefined : part;
}

import type { CancellationReason, Get } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../errors.ts";
import { readUnits, type Units } from "../capacity.ts";
import { checkConstraints, checkListLength, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { readKey } from "../item-key.ts";
import { getItem, readGet, type GetRequest } from "../read-request.ts";
import { parseItem, type Item } from "../value.ts";
import type { Table } from "../table.ts";
import type { DynamoDbOperation } from "./operation.ts";
import { capacityByTable } from "./table-capacity.ts";
import { NO_REASON, reasonOf, transactionCancelled } from "./transaction-cancelled.ts";

const MAX_ACTIONS = 100;
const TRANSACTION_COST = 2;

interface ReadAction {
  readonly request: GetRequest;
  readonly key: Item;
}

interface ReadResult {
  readonly table: Table;
  readonly item: Item | undefined;
  readonly units: Units;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetItems: DynamoDbOperation<"TransactGetItems"> = (
  input,
  { state: engine },
) => {
  checkConstraints(input);
  const actions = required(input.TransactItems, "TransactItems");
  checkListLength("TransactItems", actions, { most: MAX_ACTIONS });
  const requests = actions.map(({ Get: get }) => readAction(engine, required(get, "Get")));
  const outcomes = requests.map((request) => read(engine, request));
  const results = outcomes.flatMap((outcome) => ("reason" in outcome ? [] : [outcome]));
  if (results.length < outcomes.length) {
    throw transactionCancelled(
      outcomes.map((outcome) => ("reason" in outcome ? outcome.reason : NO_REASON)),
    );
  }
  const capacities = capacityByTable(input.ReturnConsumedCapacity, results, TRANSACTION_COST);
  return {
    Responses: results.map(({ item }) => (item === undefined ? {} : { Item: item })),
    ...(capacities && { ConsumedCapacity: capacities }),
  };
};

function readAction(engine: Engine, get: Get): ReadAction {
  checkConstraints(get);
  const key = parseItem(required(get.Key, "Key"));
  return { request: readGet(engine, required(get.TableName, "TableName"), get), key };
}

function read(
  engine: Engine,
  { request, key }: ReadAction,
): ReadResult | { readonly reason: CancellationReason } {
  const { table } = request;
  try {
    const { item, size } = getItem(engine, request, readKey(key, table.key));
    return { table, item, units: { table: readUnits(size, true), indexes: new Map() } };
  } catch (error) {
    if (error instanceof AwsError) return { reason: reasonOf(error) };
    throw error;
  }
}

import { createHash } from "node:crypto";
import type {
  CancellationReason,
  TransactWriteItem,
  TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../errors.ts";
import type { Units } from "../capacity.ts";
import { checkConstraints, checkListLength, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { validationError } from "../errors.ts";
import type { ItemKey } from "../item-key.ts";
import { itemSize } from "../item-size.ts";
import type { StoredItem } from "../item-store.ts";
import { refuseLegacy } from "../request-expressions.ts";
import type { Table } from "../table.ts";
import type { Item } from "../value.ts";
import {
  CONDITION_FAILED,
  meetsCondition,
  readCheck,
  readDelete,
  readPut,
  readUpdate,
  type WriteRequest,
} from "../write-request.ts";
import type { DynamoDbOperation } from "./operation.ts";
import { capacityByTable } from "./table-capacity.ts";
import { NO_REASON, reasonOf, transactionCancelled } from "./transaction-cancelled.ts";
import { refuseCollectionMetrics } from "./write-options.ts";
import { rememberToken, wasDone } from "./transaction-tokens.ts";

const MAX_ACTIONS = 100;
const MAX_BYTES = 4 * 1024 * 1024;
const TRANSACTION_COST = 2; // units per unit of a plain write: one to prepare, one to commit

/** One action that can be carried out: its item as it was, and as it is to be. */
interface Planned {
  readonly request: WriteRequest;
  readonly table: Table;
  readonly key: ItemKey;
  readonly before: StoredItem | undefined;
  readonly after: Item | undefined;
}

type Outcome = { readonly planned: Planned } | { readonly reason: CancellationReason };

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems: DynamoDbOperation<"TransactWriteItems"> = (
  input,
  { state: engine },
) => {
  checkConstraints(input);
  const actions = required(input.TransactItems, "TransactItems");
  checkListLength("TransactItems", actions, { most: MAX_ACTIONS });
  const requests = actions.map((action) => readAction(engine, action));
  for (const { table } of requests) refuseCollectionMetrics("TransactWriteItems", input, table);
  const token = tokenOf(input);
  const writes = engine.transaction(() => {
    if (token !== undefined && wasDone(engine, token)) return [];
    const units = carryOut(engine, requests);
    if (token !== undefined) rememberToken(engine, token);
    return units;
  });
  if (requests.some(({ table }) => table.ttlAttribute !== undefined)) engine.watchExpiry();
  const capacities = capacityByTable(input.ReturnConsumedCapacity, writes, TRANSACTION_COST);
  return capacities === undefined ? {} : { ConsumedCapacity: capacities };
};

function readAction(engine: Engine, action: TransactWriteItem): WriteRequest {
  const { ConditionCheck, Put, Update, Delete } = action;
  const present = [ConditionCheck, Put, Update, Delete].filter((one) => one !== undefined);
  if (present.length !== 1) {
    throw validationError("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  for (const one of present) {
    refuseLegacy("TransactWriteItems", one);
    checkConstraints(one);
  }
  if (Put !== undefined) return readPut(engine, Put);
  if (Delete !== undefined) return readDelete(engine, Delete);
  if (ConditionCheck !== undefined) return readCheck(engine, ConditionCheck);
  const update = required(Update, "Update");
  required(update.UpdateExpression, "UpdateExpression");
  return readUpdate(engine, update);
}

function tokenOf(
  input: TransactWriteItemsCommandInput,
): { token: string; digest: string } | undefined {
  const { ClientRequestToken: token, TransactItems } = input;
  if (token === undefined) return undefined;
  const digest = createHash("sha256").update(canonicalJson(TransactItems)).digest("hex");
  return { token, digest };
}

/** JSON with sorted keys, so that equal requests have equal texts. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1));
  });
}

function carryOut(
  engine: Engine,
  requests: readonly WriteRequest[],
): { table: Table; units: Units }[] {
  const outcomes = requests.map((request) => plan(engine, request));
  const planned = outcomes.flatMap((outcome) => ("planned" in outcome ? [outcome.planned] : []));
  refuseDuplicates(planned);
  if (planned.length < outcomes.length) {
    throw transactionCancelled(
      outcomes.map((outcome) => ("reason" in outcome ? outcome.reason : NO_REASON)),
    );
  }
  if (planned.reduce((total, { after }) => total + sizeOf(after), 0) > MAX_BYTES) {
    throw validationError("Aggregate size of the items in the transaction cannot exceed 4 MB");
  }
  return planned.map((one) => {
    if (one.request.readOnly === true) {
      return { table: one.table, units: { table: 1, indexes: new Map() } };
    }
    return { table: one.table, units: engine.writer.write(one) };
  });
}

function sizeOf(item: Item | undefined): number {
  return item === undefined ? 0 : itemSize(item);
}

function plan(engine: Engine, request: WriteRequest): Outcome {
  const { table } = request;
  try {
    const key = request.key();
    const before = engine.items.get(table, key);
    if (!meetsCondition(request, before)) return { reason: conditionReason(request, before) };
    const after = request.next(before?.item);
    return { planned: { request, table, key, before, after } };
  } catch (error) {
    if (error instanceof AwsError) return { reason: reasonOf(error) };
    throw error;
  }
}

function conditionReason(
  { returnOld }: WriteRequest,
  before: StoredItem | undefined,
): CancellationReason {
  return {
    Code: "ConditionalCheckFailed",
    Message: CONDITION_FAILED,
    ...(returnOld && before && { Item: before.item }),
  };
}

function refuseDuplicates(planned: readonly Planned[]): void {
  const keys = planned.map(({ table, key }) =>
    [table.name, key.hash.toString("hex"), key.range.toString("hex")].join("/"),
  );
  if (new Set(keys).size === keys.length) return;
  throw validationError("Transaction request cannot include multiple operations on one item");
}

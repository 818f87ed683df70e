import type {
  BatchGetItemCommandInput,
  ConsumedCapacity,
  KeysAndAttributes,
} from "@aws-sdk/client-dynamodb";
import { consumedCapacity, NO_UNITS, readUnits } from "../capacity.ts";
import { checkConstraints, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { validationError } from "../errors.ts";
import { readKey, type ItemKey } from "../item-key.ts";
import { getItem, readGet, type GetRequest } from "../read-request.ts";
import { refuseLegacy } from "../request-expressions.ts";
import { parseItem, type Item } from "../value.ts";
import type { DynamoDbOperation } from "./operation.ts";

const MAX_KEYS = 100;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** The keys of one table of the batch. */
interface TableBatch {
  /** As the request names the table, and the answer too. */
  readonly name: string;
  readonly input: KeysAndAttributes;
  readonly request: GetRequest;
  readonly keys: readonly { readonly item: Item; readonly key: ItemKey }[];
}

interface TableAnswer {
  readonly items: Item[];
  readonly unprocessed: Item[];
  readonly capacity: ConsumedCapacity | undefined;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItem: DynamoDbOperation<"BatchGetItem"> = (input, { state: engine }) => {
  checkConstraints(input);
  const batches = readBatches(engine, input);
  const answer = { bytes: 0 };
  const responses: Record<string, Item[]> = Object.create(null);
  const unprocessed: Record<string, KeysAndAttributes> = Object.create(null);
  const capacities: ConsumedCapacity[] = [];
  for (const batch of batches) {
    const result = readBatch(engine, batch, { answer, wanted: input.ReturnConsumedCapacity });
    responses[batch.name] = result.items;
    if (result.unprocessed.length > 0) {
      unprocessed[batch.name] = { ...batch.input, Keys: result.unprocessed };
    }
    if (result.capacity !== undefined) capacities.push(result.capacity);
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(capacities.length > 0 && { ConsumedCapacity: capacities }),
  };
};

function readBatches(engine: Engine, input: BatchGetItemCommandInput): TableBatch[] {
  const requests = Object.entries(required(input.RequestItems, "RequestItems"));
  const total = requests.reduce((sum, [, { Keys }]) => sum + (Keys?.length ?? 0), 0);
  if (total === 0) {
    throw validationError(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (total > MAX_KEYS) {
    throw validationError("Too many items requested for the BatchGetItem call");
  }
  return requests.map(([name, keys]) => readTableBatch(engine, name, keys));
}

function readTableBatch(engine: Engine, name: string, input: KeysAndAttributes): TableBatch {
  refuseLegacy("BatchGetItem", input);
  const request = readGet(engine, name, input);
  const keys = (input.Keys ?? []).map((given) => {
    const item = parseItem(given);
    return { item, key: readKey(item, request.table.key) };
  });
  const distinct = new Set(keys.map(({ key }) => keyText(key)));
  if (distinct.size < keys.length) {
    throw validationError("Provided list of item keys contains duplicates");
  }
  return { name, input, request, keys };
}

function keyText({ hash, range }: ItemKey): string {
  return `${hash.toString("hex")}/${range.toString("hex")}`;
}

function readBatch(
  engine: Engine,
  { input, request, keys }: TableBatch,
  { answer, wanted }: { answer: { bytes: number }; wanted: string | undefined },
): TableAnswer {
  const items: Item[] = [];
  const unprocessed: Item[] = [];
  let units = 0;
  for (const { item: keyAttributes, key } of keys) {
    const { item, size } = getItem(engine, request, key);
    if (answer.bytes + size > MAX_ANSWER_BYTES) {
      unprocessed.push(keyAttributes);
      continue;
    }
    answer.bytes += size;
    units += readUnits(size, input.ConsistentRead === true);
    if (item !== undefined) items.push(item);
  }
  const capacity = consumedCapacity(wanted, request.table, { ...NO_UNITS, table: units });
  return { items, unprocessed, capacity };
}

import type { MapState } from "./definition.ts";
import { runtimeError, StateError } from "./errors.ts";
import { isJsonArray, type Json } from "./json.ts";
import type { StateVisit } from "./state-visit.ts";

const DEFAULT_BATCH_BYTES = 262_144; // "up to 256 KiB"; ItemBatcher

function assertArray(items: Json, field: string, visit: StateVisit): readonly Json[] {
  if (isJsonArray(items)) return items;
  if (visit.language === "JSONPath") {
    throw runtimeError(`Reference path "${field}" must point to array.`);
  }
  throw new StateError("States.QueryEvaluationError", "The value of 'Items' must be an array", {
    location: "Items",
  });
}

/** The array that a map state goes through. */
export async function itemsOf(
  visit: StateVisit,
  state: MapState,
  input: Json,
): Promise<readonly Json[]> {
  const evaluator = visit.evaluator();
  if (visit.language === "JSONPath") {
    const items = evaluator.path("ItemsPath", state.ItemsPath, input);
    return assertArray(items, state.ItemsPath ?? "$", visit);
  }
  const items =
    state.Items === undefined ? input : await evaluator.fill("Items", state.Items, { input });
  return assertArray(items, "Items", visit);
}

async function batchLimits(visit: StateVisit, state: MapState, input: Json) {
  const { ItemBatcher: batcher } = state;
  const evaluator = visit.evaluator();
  const items = await evaluator.integer(
    {
      field: "MaxItemsPerBatch",
      value: batcher?.MaxItemsPerBatch,
      path: batcher?.MaxItemsPerBatchPath,
      minimum: 1,
    },
    input,
  );
  const bytes = await evaluator.integer(
    {
      field: "MaxInputBytesPerBatch",
      value: batcher?.MaxInputBytesPerBatch,
      path: batcher?.MaxInputBytesPerBatchPath,
      minimum: 1,
    },
    input,
  );
  return { items: items ?? Number.MAX_SAFE_INTEGER, bytes: bytes ?? DEFAULT_BATCH_BYTES };
}

/** Puts items into batches: the input of one iteration is `{ BatchInput, Items }`. */
export async function batchesOf(
  visit: StateVisit,
  state: MapState,
  { input, items }: { readonly input: Json; readonly items: readonly Json[] },
): Promise<readonly Json[]> {
  const limits = await batchLimits(visit, state, input);
  const template = state.ItemBatcher?.BatchInput;
  const head: [string, Json][] =
    template === undefined
      ? []
      : [["BatchInput", await visit.evaluator().fill("BatchInput", template, { input })]];
  const batches: Json[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= limits.items || bytes + size > limits.bytes) {
      batches.push([item]);
      bytes = size;
    } else {
      batch.push(item);
      bytes += size;
    }
  }
  return batches.map((batch) => Object.fromEntries([...head, ["Items", batch]]));
}

import type { ItemProcessor, MapState } from "../definition.ts";
import { Aborted, runtimeError, StateError } from "../errors.ts";
import type { Frame } from "../frame.ts";
import { once, runGroup } from "../group.ts";
import type { Json, JsonObject } from "../json.ts";
import { batchesOf, itemsOf } from "../map-items.ts";
import type { StateExit, StateVisit } from "../state-visit.ts";

const MAX_INLINE_CONCURRENCY = 40; // iterations of an inline map at once
const MAX_DISTRIBUTED_CONCURRENCY = 1000; // of ten thousand on AWS; more only costs memory here

interface Plan {
  readonly visit: StateVisit;
  readonly state: MapState;
  readonly processor: ItemProcessor;
  readonly isDistributed: boolean;
  readonly input: Json;
  readonly concurrency: number;
  readonly toleratedCount: number | undefined;
  readonly toleratedPercentage: number | undefined;
}

async function planOf(visit: StateVisit, state: MapState): Promise<Plan> {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (processor === undefined) throw runtimeError("A Map state needs an ItemProcessor");
  const input = visit.selectedInput(state);
  const number = (
    field: "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage",
  ) =>
    visit
      .evaluator()
      .integer({ field, value: state[field], path: state[`${field}Path`], minimum: 0 }, input);
  const isDistributed = processor.ProcessorConfig?.Mode === "DISTRIBUTED";
  const most = isDistributed ? MAX_DISTRIBUTED_CONCURRENCY : MAX_INLINE_CONCURRENCY;
  const wanted = (await number("MaxConcurrency")) ?? 0;
  return {
    visit,
    state,
    processor,
    isDistributed,
    input,
    concurrency: wanted === 0 ? most : Math.min(wanted, most),
    toleratedCount: await number("ToleratedFailureCount"),
    toleratedPercentage: await number("ToleratedFailurePercentage"),
  };
}

/** Counts failures against the two thresholds; each that is given must hold. */
function tolerance({ toleratedCount, toleratedPercentage }: Plan, total: number) {
  let failures = 0;
  return (): boolean => {
    failures += 1;
    if (toleratedCount === undefined && toleratedPercentage === undefined) return false;
    const withinCount = toleratedCount === undefined || failures <= toleratedCount;
    const share = (failures * 100) / total;
    return withinCount && (toleratedPercentage === undefined || share <= toleratedPercentage);
  };
}

/** One item on its way into an iteration. */
interface Item {
  readonly index: number;
  readonly item: Json;
}

async function selectItem(plan: Plan, frame: Frame, { index, item }: Item): Promise<Json> {
  const { visit, state, input } = plan;
  const map: JsonObject = { Item: { Index: index, Value: item } };
  const [field, template] =
    state.ItemSelector === undefined
      ? ["Parameters", state.Parameters]
      : ["ItemSelector", state.ItemSelector];
  if (template === undefined) return item;
  return visit.evaluator({ Map: map }, frame).fill(field ?? "", template, { input });
}

async function runIteration(plan: Plan, fork: Frame, iteration: Item): Promise<Json> {
  const { processor, visit, state } = plan;
  const details = { name: visit.name, index: iteration.index };
  fork.emit("MapIterationStarted", details);
  try {
    const isBatch = state.ItemBatcher !== undefined;
    const input = isBatch ? iteration.item : await selectItem(plan, fork, iteration);
    const output = await fork.runtime.runBranch(fork, processor, input);
    fork.emit("MapIterationSucceeded", details);
    return output;
  } catch (thrown) {
    const isAborted = thrown instanceof Aborted;
    if (!isAborted || !fork.runtime.isOver()) {
      fork.emit(isAborted ? "MapIterationAborted" : "MapIterationFailed", details);
    }
    throw thrown;
  }
}

async function runIterations(plan: Plan, items: readonly Json[]): Promise<Json> {
  const { visit, processor, isDistributed } = plan;
  const { frame } = visit;
  const outcomes = await runGroup(frame, {
    count: items.length,
    concurrency: plan.concurrency,
    tolerates: tolerance(plan, items.length),
    run: async (index, signal) => {
      const item = items[index] ?? null;
      const fork = frame.fork({
        name: String(index),
        signal,
        language: processor.QueryLanguage ?? frame.language,
        context: { ...frame.context, Map: { Item: { Index: index, Value: item } } },
        silent: isDistributed,
      });
      const output = await runIteration(plan, fork, { index, item });
      if (!isDistributed) frame.lastEventId = fork.lastEventId;
      return output;
    },
  });
  return outcomes.map((outcome) => ("output" in outcome ? outcome.output : null));
}

async function batched(plan: Plan, items: readonly Json[]): Promise<readonly Json[]> {
  const { visit, state, input } = plan;
  if (state.ItemBatcher === undefined) return items;
  const selected: Json[] = [];
  for (const [index, item] of items.entries()) {
    selected.push(await selectItem(plan, visit.frame, { index, item }));
  }
  return batchesOf(visit, state, { input, items: selected });
}

/** The children of a distributed map are not in the history: only its run is. */
async function runDistributed(plan: Plan, items: readonly Json[]): Promise<Json> {
  const { frame, name } = plan.visit;
  const { executionArn } = frame.runtime;
  const machine = executionArn.replace(":execution:", ":mapRun:").replace(/:[^:]+$/u, "");
  const mapRunArn = `${machine}/${plan.state.Label ?? name}:${frame.random().uuid()}`;
  frame.emit("MapRunStarted", { mapRunArn });
  return once(frame, "MapRun", async () => {
    try {
      return await runIterations(plan, items);
    } catch (thrown) {
      if (thrown instanceof Aborted) throw thrown;
      throw new StateError(
        "States.ExceedToleratedFailureThreshold",
        "The specified tolerated failure threshold was exceeded",
      );
    }
  });
}

/** Runs the processor once per item, or per batch; the output is the array of its outputs. */
export async function runMap(visit: StateVisit, state: MapState): Promise<StateExit> {
  const plan = await planOf(visit, state);
  const items = await batched(plan, await itemsOf(visit, state, plan.input));
  visit.frame.emit("MapStateStarted", { length: items.length });
  const output = await once(visit.frame, "MapState", () =>
    plan.isDistributed ? runDistributed(plan, items) : runIterations(plan, items),
  );
  return visit.finish(state, output);
}

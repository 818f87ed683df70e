import type { Incarnation, ResourceRecord } from "../records.ts";
import { reversed } from "../template/dependency-graph.ts";
import { PARALLEL_RESOURCES, type Run } from "./engine.ts";
import { inOrder } from "./in-order.ts";
import { attemptOf, makeJob, note, reasonOf, StepFailure, typeOf } from "./resource-step.ts";

/** One physical resource that is to go. */
export interface Removal {
  readonly record: ResourceRecord;
  readonly incarnation: Incarnation;
  /** Its policy says that it outlives its stack. */
  readonly retain: boolean;
  /** What becomes of the record once the physical resource is gone; `undefined` drops it. */
  readonly rest: ResourceRecord | undefined;
}

/**
 * Removes resources, each after everything that depends on it.
 *
 * @returns The logical ids that could not be removed; events tell why.
 */
export async function removeAll(run: Run, removals: readonly Removal[]): Promise<string[]> {
  // A resource and its replacement have the same logical id.
  const byKey = new Map(removals.map((removal, index) => [String(index), removal]));
  const keysOf = Map.groupBy(byKey.keys(), (key) => byKey.get(key)?.record.logicalId);
  const graph = new Map(
    [...byKey].map(([key, { incarnation }]) => [
      key,
      new Set(incarnation.dependsOn.flatMap((logicalId) => keysOf.get(logicalId) ?? [])),
    ]),
  );
  const failures = await inOrder({
    graph: reversed(graph),
    limit: PARALLEL_RESOURCES,
    stop: () => run.engine.cloud.stopping.aborted,
    keepGoing: true,
    async work(key) {
      const removal = byKey.get(key);
      if (removal !== undefined) await removeOne(run, removal);
    },
  });
  return failures.map((failure) => {
    if (failure instanceof StepFailure) return failure.logicalId;
    throw failure;
  });
}

async function removeOne(run: Run, removal: Removal): Promise<void> {
  const { record, incarnation } = removal;
  if (removal.retain) return finish(run, removal, "DELETE_SKIPPED");
  const { physicalId, properties } = incarnation;
  const { logicalId } = record;
  const next = note(run, record, { status: "DELETE_IN_PROGRESS", physicalId, properties });
  try {
    const type = typeOf(run, record.type);
    const job = makeJob(run, attemptOf(incarnation, "create"), { logicalId, resumed: false });
    await type.remove({ ...job, physicalId, properties });
  } catch (error) {
    note(run, next, { status: "DELETE_FAILED", reason: reasonOf(error), physicalId, properties });
    throw new StepFailure(logicalId, error);
  }
  finish(run, removal, "DELETE_COMPLETE");
}

function finish(run: Run, { record, incarnation, rest }: Removal, status: string): void {
  const { physicalId, properties } = incarnation;
  const { store } = run.engine;
  store.transaction(() => {
    note(run, record, { status, physicalId, properties });
    if (rest === undefined) store.dropResource(run.stack.id, record.logicalId);
    else store.putResource(run.stack.id, rest);
  });
}

import type { DependencyGraph } from "../template/dependency-graph.ts";
import { sameJson } from "../json.ts";
import type { Incarnation, ResourceRecord } from "../records.ts";
import { sameTags } from "./bring.ts";
import { PARALLEL_RESOURCES, type Run } from "./engine.ts";
import { inOrder } from "./in-order.ts";
import { resolved } from "./resolved.ts";
import {
  attemptOf,
  incarnationOf,
  makeJob,
  note,
  reasonOf,
  StepFailure,
  typeOf,
} from "./resource-step.ts";

/**
 * Takes every resource that an update has touched back to what it was before. Replacements are put
 * aside; the clean-up deletes them.
 *
 * @returns The logical ids that could not be taken back; events tell why.
 */
export async function restoreAll(run: Run): Promise<string[]> {
  const { store, cloud } = run.engine;
  const touched = store.resources(run.stack.id).filter(isTouched);
  const byId = new Map(touched.map((record) => [record.logicalId, record]));
  const graph: DependencyGraph = new Map(
    touched.map(({ logicalId, before, current }) => [
      logicalId,
      new Set(((before ?? current)?.dependsOn ?? []).filter((id) => byId.has(id))),
    ]),
  );
  const failures = await inOrder({
    graph,
    limit: PARALLEL_RESOURCES,
    stop: () => cloud.stopping.aborted,
    keepGoing: true,
    async work(id) {
      const record = byId.get(id);
      if (record !== undefined) await restore(run, record);
    },
  });
  return failures.map((failure) => {
    if (failure instanceof StepFailure) return failure.logicalId;
    throw failure;
  });
}

function isTouched({ current, before, attempt }: ResourceRecord): boolean {
  return before !== undefined || (current !== undefined && attempt !== undefined);
}

async function restore(run: Run, record: ResourceRecord): Promise<void> {
  const wanted = record.before ?? record.current;
  if (wanted === undefined) return;
  const discarded = discardedBy(record, wanted);
  const { before: _before, attempt: _attempt, discarded: _discarded, ...rest } = record;
  const settled = {
    ...rest,
    current: wanted,
    ...(discarded === undefined ? {} : { discarded }),
  };
  if (run.operation.leaveOut.includes(record.logicalId) || !isChangedInPlace(record, wanted)) {
    note(run, settled, { status: "UPDATE_COMPLETE" });
    return;
  }
  const next = note(run, record, { status: "UPDATE_IN_PROGRESS", properties: wanted.properties });
  try {
    const made = await updateBack(run, record, wanted);
    const current = incarnationOf(attemptOf(wanted, "update"), made);
    note(run, { ...settled, current }, { status: "UPDATE_COMPLETE" });
  } catch (error) {
    note(run, next, { status: "UPDATE_FAILED", reason: reasonOf(error) });
    throw new StepFailure(record.logicalId, error);
  }
}

async function updateBack(run: Run, record: ResourceRecord, wanted: Incarnation) {
  const { logicalId, attempt, current } = record;
  const from = attempt?.kind === "update" ? attempt : (current ?? wanted);
  const type = typeOf(run, record.type);
  return type.update(await resolved(run, wanted.properties), {
    ...makeJob(run, attemptOf(wanted, "update"), { logicalId, resumed: false }),
    physicalId: wanted.physicalId,
    previous: from.properties,
    previousStackTags: from.stackTags,
    made: { ref: wanted.ref, attributes: wanted.attributes },
  });
}

/** The new physical resource of a replacement, complete or not. */
function discardedBy(record: ResourceRecord, wanted: Incarnation): Incarnation | undefined {
  const { current, attempt, discarded } = record;
  if (current !== undefined && current.physicalId !== wanted.physicalId) return current;
  if (attempt?.kind === "create" && attempt.physicalId !== undefined) {
    return incarnationOf(attempt, { physicalId: attempt.physicalId });
  }
  return discarded;
}

function isChangedInPlace({ current, attempt }: ResourceRecord, wanted: Incarnation): boolean {
  if (attempt?.kind === "update") return true;
  if (current === undefined || current.physicalId !== wanted.physicalId) return false;
  return !sameJson(current.properties, wanted.properties) || !sameTags(current, wanted);
}

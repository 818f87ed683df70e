import type { Phase } from "../records.ts";
import { cleanUp } from "./clean-up.ts";
import { dropAll, end, inPhase } from "./ending.ts";
import { setStackStatus, type Engine, type Run } from "./engine.ts";
import { forward } from "./forward.ts";
import { refuseBreakingImports } from "./outputs.ts";
import { removalsAfterRollback, removalsOfAll } from "./removals.ts";
import { removeAll } from "./remove.ts";
import { reasonOf } from "./resource-step.ts";
import { restoreAll } from "./roll-back.ts";

/**
 * Works on the operation of a stack until it ends or the cloud stops. Everything it needs is in the
 * records, so that an interrupted operation goes on where it was.
 */
export async function runOperation(engine: Engine, stackId: string): Promise<void> {
  for (;;) {
    const stack = engine.store.find(stackId);
    if (stack?.operation === undefined || engine.cloud.stopping.aborted) return;
    const run: Run = { engine, stack, operation: stack.operation };
    try {
      await PHASES[stack.operation.phase](run);
    } catch (error) {
      if (engine.cloud.stopping.aborted) return;
      abandon(run, reasonOf(error));
    }
  }
}

const PHASES: Readonly<Record<Phase, (run: Run) => Promise<void>>> = {
  forward,
  cleanUp,
  rollBack,
  cleanUpRollback,
  delete: deleteAll,
};

async function rollBack(run: Run): Promise<void> {
  const { stack, operation } = run;
  if (operation.kind === "CREATE") return rollBackCreation(run);
  const failed = await restoreAll(run);
  if (run.engine.cloud.stopping.aborted) return;
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to update: [${failed.join(", ")}].`;
    return end(run, { status: "UPDATE_ROLLBACK_FAILED", reason });
  }
  const moved = { ...stack, operation: inPhase(operation, "cleanUpRollback") };
  setStackStatus(run, moved, { status: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" });
}

async function rollBackCreation(run: Run): Promise<void> {
  const { engine } = run;
  const failed = await removeAll(run, removalsOfAll(run, "Retain"));
  if (engine.cloud.stopping.aborted) return;
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to delete: [${failed.join(", ")}].`;
    return end(run, { status: "ROLLBACK_FAILED", reason });
  }
  dropAll(run);
  end(run, { status: "ROLLBACK_COMPLETE" });
}

async function cleanUpRollback(run: Run): Promise<void> {
  const { engine, stack } = run;
  await removeAll(run, removalsAfterRollback(engine.store.resources(stack.id)));
  if (engine.cloud.stopping.aborted) return;
  for (const { logicalId, isNew } of engine.store.resources(stack.id)) {
    if (isNew === true) engine.store.dropResource(stack.id, logicalId);
  }
  end(run, { status: "UPDATE_ROLLBACK_COMPLETE" });
}

async function deleteAll(run: Run): Promise<void> {
  const { engine, stack, operation } = run;
  try {
    refuseBreakingImports(run, []);
  } catch (error) {
    return end(run, { status: "DELETE_FAILED", reason: `Delete canceled. ${reasonOf(error)}` });
  }
  const retained = operation.kind === "CREATE" ? "Retain" : "any";
  const failed = await removeAll(run, removalsOfAll(run, retained));
  if (engine.cloud.stopping.aborted) return;
  if (failed.length > 0) {
    const reason = `The following resource(s) failed to delete: [${failed.join(", ")}]. `;
    return end(run, { status: "DELETE_FAILED", reason });
  }
  engine.store.transaction(() => {
    dropAll(run);
    end(run, { status: "DELETE_COMPLETE" }, { ...stack, deletedAt: engine.cloud.clock.now() });
  });
}

/** A defect of the engine: the stack must not stay in progress. */
function abandon(run: Run, reason: string): void {
  const { kind, phase } = run.operation;
  const statuses: Record<Phase, string> = {
    forward: `${kind}_FAILED`,
    cleanUp: "UPDATE_COMPLETE",
    rollBack: kind === "CREATE" ? "ROLLBACK_FAILED" : "UPDATE_ROLLBACK_FAILED",
    cleanUpRollback: "UPDATE_ROLLBACK_COMPLETE",
    delete: "DELETE_FAILED",
  };
  end(run, { status: statuses[phase], reason });
}

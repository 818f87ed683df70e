import type { Model } from "../model.ts";
import type { StackRecord } from "../records.ts";
import { bring } from "./bring.ts";
import { end, inPhase } from "./ending.ts";
import { modelOf, PARALLEL_RESOURCES, setStackStatus, type Run } from "./engine.ts";
import { inOrder } from "./in-order.ts";
import { evaluateOutputs } from "./outputs.ts";
import { reasonOf, StepFailure } from "./resource-step.ts";

/** Creates and updates what the target wants; then the outputs. */
export async function forward(run: Run): Promise<void> {
  const { engine, stack, operation } = run;
  const imported = new Set<string>();
  let model: Model;
  try {
    model = modelOf(engine, stack, { target: operation.target, imported });
  } catch (error) {
    return failForward(run, reasonOf(error));
  }
  const failures = await inOrder({
    graph: model.graph,
    limit: PARALLEL_RESOURCES,
    stop: () => engine.cloud.stopping.aborted,
    work: async (id) => bring(run, model, id),
  });
  if (failures.length > 0) return failForward(run, failedResources(run, failures));
  if (engine.cloud.stopping.aborted) return;
  try {
    const outputs = evaluateOutputs(run, model);
    succeed(run, model, { outputs, imports: [...imported] });
  } catch (error) {
    failForward(run, reasonOf(error));
  }
}

function failedResources({ operation }: Run, failures: readonly unknown[]): string {
  const ids = failures.map((failure) => {
    if (failure instanceof StepFailure) return failure.logicalId;
    throw failure;
  });
  const verb = operation.kind === "CREATE" ? "create" : "update";
  return `The following resource(s) failed to ${verb}: [${ids.join(", ")}].`;
}

function succeed(run: Run, model: Model, results: Pick<StackRecord, "outputs" | "imports">): void {
  const { engine, stack, operation } = run;
  const { description } = model.template;
  const { description: _old, ...rest } = stack;
  const next: StackRecord = {
    ...rest,
    ...(description === undefined ? {} : { description }),
    ...results,
    current: operation.target,
  };
  engine.store.transaction(() => {
    if (operation.kind === "CREATE") end(run, { status: "CREATE_COMPLETE" }, next);
    else {
      const moved = { ...next, operation: inPhase(operation, "cleanUp") };
      setStackStatus(run, moved, { status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" });
    }
  });
}

function failForward(run: Run, reason: string): void {
  const { stack, operation } = run;
  const failed = `${operation.kind}_FAILED`;
  if (operation.onFailure === "DO_NOTHING") {
    return end(run, { status: failed, reason });
  }
  if (operation.kind === "UPDATE") {
    const moved = { ...stack, operation: inPhase(operation, "rollBack") };
    setStackStatus(run, moved, { status: "UPDATE_ROLLBACK_IN_PROGRESS", reason });
    return;
  }
  const deletes = operation.onFailure === "DELETE";
  const status = deletes ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS";
  const moved = { ...stack, operation: inPhase(operation, deletes ? "delete" : "rollBack") };
  const what = deletes ? "Delete" : "Rollback";
  setStackStatus(run, moved, { status, reason: `${reason} ${what} requested by user.` });
}

import type { OperationRecord, Phase, StackRecord } from "../records.ts";
import { setStackStatus, type Run } from "./engine.ts";

/** How an operation ended. */
export interface Outcome {
  readonly status: string;
  readonly reason?: string;
}

/** The operation, gone on to its next phase. */
export function inPhase(operation: OperationRecord, phase: Phase): OperationRecord {
  return { ...operation, phase };
}

/**
 * Ends the operation. What is known of its tries is forgotten, unless it failed: then another
 * operation needs it to go on, to roll back or to delete.
 */
export function end(run: Run, outcome: Outcome, stack: StackRecord = run.stack): void {
  const { store } = run.engine;
  store.transaction(() => {
    if (!outcome.status.endsWith("FAILED")) forgetTries(run);
    const { operation: _done, ...rest } = stack;
    setStackStatus(run, rest, outcome);
  });
}

function forgetTries({ engine, stack }: Run): void {
  for (const record of engine.store.resources(stack.id)) {
    const { before: _b, attempt: _a, discarded: _d, isNew: _n, ...rest } = record;
    engine.store.putResource(stack.id, rest);
  }
}

/** Forgets every resource of the stack. */
export function dropAll({ engine, stack }: Run): void {
  for (const { logicalId } of engine.store.resources(stack.id)) {
    engine.store.dropResource(stack.id, logicalId);
  }
}

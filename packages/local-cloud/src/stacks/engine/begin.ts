import { randomUUID } from "node:crypto";
import type { OperationRecord, StackRecord } from "../records.ts";
import { addStackEvent, type Engine } from "./engine.ts";

/** The kind of delivery that works on stack operations. */
export const OPERATION_DELIVERY = "cloudformation.operation";

/** An operation that is about to begin. */
export type NewOperation = Omit<OperationRecord, "id">;

/**
 * Begins an operation: its status and its first event are stored when this returns, and so is the
 * promise to carry it out.
 */
export function begin(
  engine: Engine,
  stack: StackRecord,
  { operation, status }: { operation: NewOperation; status: string },
): StackRecord {
  const { reason: _old, ...rest } = stack;
  const reason = "User Initiated";
  const next: StackRecord = {
    ...rest,
    status,
    reason,
    operation: { id: randomUUID(), ...operation },
  };
  engine.store.transaction(() => {
    engine.store.putStack(next);
    addStackEvent(engine, next, operation.clientRequestToken);
    engine.cloud.deliveries.enqueue(OPERATION_DELIVERY, { stackId: stack.id });
  });
  return next;
}

import type { Incarnation, ResourceRecord } from "../records.ts";
import type { Run } from "./engine.ts";
import type { Removal } from "./remove.ts";
import { incarnationOf } from "./resource-step.ts";

/** What an unfinished creation has left, when it got so far. */
function startedBy(attempt: ResourceRecord["attempt"]): Incarnation | undefined {
  if (attempt?.kind !== "create" || attempt.physicalId === undefined) return undefined;
  return incarnationOf(attempt, { physicalId: attempt.physicalId });
}

/**
 * Every physical resource of the stack.
 *
 * @param retained `any`: both retaining policies keep a resource; `Retain`: the creation of the
 * stack is undone, and `RetainExceptOnCreate` keeps nothing.
 */
export function removalsOfAll(
  { engine, stack, operation }: Run,
  retained: "Retain" | "any",
): Removal[] {
  return engine.store.resources(stack.id).flatMap((record): Removal[] => {
    const { discarded, before, current, attempt } = record;
    const physical = new Map(
      [discarded, before, current, startedBy(attempt)].flatMap((incarnation) =>
        incarnation === undefined ? [] : [[incarnation.physicalId, incarnation]],
      ),
    );
    return [...physical.values()].map((incarnation) => {
      const { deletionPolicy } = incarnation;
      const keeps =
        retained === "any" ? deletionPolicy.startsWith("Retain") : deletionPolicy === "Retain";
      const retain = keeps || operation.leaveOut.includes(record.logicalId);
      return { record, incarnation, retain, rest: undefined };
    });
  });
}

/** What a rolled back update leaves to delete: new resources, and replacements put aside. */
export function removalsAfterRollback(records: readonly ResourceRecord[]): Removal[] {
  return records.flatMap((record): Removal[] => {
    const { discarded, attempt, current, isNew } = record;
    if (discarded !== undefined) {
      const { discarded: _discarded, ...rest } = record;
      return [{ record, incarnation: discarded, retain: false, rest }];
    }
    if (isNew !== true) return [];
    const incarnation = current ?? startedBy(attempt);
    if (incarnation === undefined) return [];
    const retain = incarnation.deletionPolicy === "Retain";
    return [{ record, incarnation, retain, rest: undefined }];
  });
}

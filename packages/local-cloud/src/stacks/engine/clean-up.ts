import { end } from "./ending.ts";
import { modelOf, type Run } from "./engine.ts";
import { removeAll, type Removal } from "./remove.ts";

/** After a successful update: old replacements and resources that are no longer wanted. */
export async function cleanUp(run: Run): Promise<void> {
  const { engine, stack, operation } = run;
  const { resources } = modelOf(engine, stack, { target: operation.target });
  const removals = engine.store.resources(stack.id).flatMap((record): Removal[] => {
    const { before, current, logicalId } = record;
    if (!resources.has(logicalId)) {
      const incarnation = current ?? before;
      if (incarnation === undefined) return [];
      const retain = incarnation.deletionPolicy.startsWith("Retain");
      return [{ record, incarnation, retain, rest: undefined }];
    }
    if (before === undefined || before.physicalId === current?.physicalId) return [];
    const { before: _before, ...rest } = record;
    return [
      {
        record,
        incarnation: before,
        retain: before.updateReplacePolicy.startsWith("Retain"),
        rest,
      },
    ];
  });
  await removeAll(run, removals);
  if (engine.cloud.stopping.aborted) return;
  // What could not be deleted no longer belongs to the stack: AWS tries and lets go.
  for (const { logicalId } of engine.store.resources(stack.id)) {
    if (!resources.has(logicalId)) engine.store.dropResource(stack.id, logicalId);
  }
  end(run, { status: "UPDATE_COMPLETE" });
}

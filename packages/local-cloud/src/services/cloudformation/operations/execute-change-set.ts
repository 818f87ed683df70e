import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { begin } from "../../../stacks/engine/begin.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import type { ChangeSetRecord, OnFailure } from "../../../stacks/records.ts";
import { findChangeSet } from "../find-change-set.ts";
import { requireUpdatable } from "../find-stack.ts";

/**
 * Starts what a change set describes; every other change set of the stack goes.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
export const executeChangeSet: Operation<typeof CloudFormation, "ExecuteChangeSet", Engine> = (
  input,
  ctx,
) => {
  const { state: engine, principal, cloud } = ctx;
  const { stack, changeSet } = findChangeSet(engine, input);
  if (changeSet.executionStatus !== "AVAILABLE") {
    throw new AwsError(
      "InvalidChangeSetStatus",
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
    );
  }
  const creates = changeSet.type === "CREATE";
  if (!creates) requireUpdatable(stack);
  const onFailure = failurePolicy(changeSet, input.DisableRollback);
  const { ClientRequestToken: clientRequestToken } = input;
  const next = {
    ...stack,
    changeSetId: changeSet.id,
    onFailure,
    updatedAt: cloud.clock.now(),
  };
  engine.store.transaction(() => {
    for (const other of engine.store.changeSets(stack.id)) engine.store.dropChangeSet(other);
    begin(engine, next, {
      status: creates ? "CREATE_IN_PROGRESS" : "UPDATE_IN_PROGRESS",
      operation: {
        kind: changeSet.type,
        phase: "forward",
        target: changeSet.target,
        principal,
        onFailure,
        leaveOut: [],
        ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
      },
    });
  });
  return {};
};

function failurePolicy({ type, onFailure }: ChangeSetRecord, disableRollback?: boolean): OnFailure {
  if (disableRollback === true) return "DO_NOTHING";
  // DELETE is for new stacks; an update rolls back.
  return type === "UPDATE" && onFailure === "DELETE" ? "ROLLBACK" : onFailure;
}

import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { begin } from "../../../stacks/engine/begin.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import type { StackRecord } from "../../../stacks/records.ts";

/**
 * Starts the deletion of a stack; one that does not exist is no error.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
 */
export const deleteStack: Operation<typeof CloudFormation, "DeleteStack", Engine> = (
  input,
  ctx,
) => {
  const { state: engine, principal } = ctx;
  const stack = engine.store.find(input.StackName ?? "");
  if (stack === undefined || stack.status.startsWith("DELETE_IN_") || stack.deletedAt) return {};
  refuseDelete(stack);
  const { RoleARN: roleArn, ClientRequestToken: clientRequestToken } = input;
  for (const changeSet of engine.store.changeSets(stack.id)) engine.store.dropChangeSet(changeSet);
  begin(engine, stack, {
    status: "DELETE_IN_PROGRESS",
    operation: {
      kind: "DELETE",
      phase: "delete",
      target: { ...stack.current, ...(roleArn === undefined ? {} : { roleArn }) },
      principal,
      onFailure: "DO_NOTHING",
      leaveOut: stack.status === "DELETE_FAILED" ? [...(input.RetainResources ?? [])] : [],
      ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
    },
  });
  return {};
};

function refuseDelete({ name, status, terminationProtection, operation }: StackRecord): void {
  if (terminationProtection) {
    fail(
      "ValidationError",
      `Stack [${name}] cannot be deleted while TerminationProtection is enabled`,
    );
  }
  if (operation !== undefined) {
    fail("ValidationError", `Stack [${name}] cannot be deleted while in status ${status}`);
  }
}

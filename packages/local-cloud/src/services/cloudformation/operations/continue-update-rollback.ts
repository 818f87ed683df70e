import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { begin } from "../../../stacks/engine/begin.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack, inBrackets } from "../find-stack.ts";

/**
 * Tries again to take a stack back to what it was before a failed update.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
 */
export const continueUpdateRollback: Operation<
  typeof CloudFormation,
  "ContinueUpdateRollback",
  Engine
> = (input, ctx) => {
  const { state: engine, principal } = ctx;
  const stack = findStack(engine, input.StackName, inBrackets);
  if (stack.status !== "UPDATE_ROLLBACK_FAILED") {
    return fail(
      "ValidationError",
      `Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`,
    );
  }
  const { RoleARN: roleArn, ClientRequestToken: clientRequestToken } = input;
  begin(engine, stack, {
    status: "UPDATE_ROLLBACK_IN_PROGRESS",
    operation: {
      kind: "UPDATE",
      phase: "rollBack",
      target: { ...stack.current, ...(roleArn === undefined ? {} : { roleArn }) },
      principal,
      onFailure: "ROLLBACK",
      leaveOut: [...(input.ResourcesToSkip ?? [])],
      ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
    },
  });
  return {};
};

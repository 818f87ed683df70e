import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { begin } from "../../../stacks/engine/begin.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { planChanges } from "../../../stacks/engine/plan.ts";
import { findStack, inBrackets, requireUpdatable } from "../find-stack.ts";
import { readTarget } from "../target.ts";

/**
 * Starts an update of a stack.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html
 */
export const updateStack: Operation<typeof CloudFormation, "UpdateStack", Engine> = async (
  input,
  ctx,
) => {
  const { state: engine, principal } = ctx;
  for (const name of [
    "StackPolicyDuringUpdateBody",
    "StackPolicyDuringUpdateURL",
    "ResourceTypes",
  ] as const) {
    if (input[name] !== undefined) throw new NotEmulatedError("UpdateStack", name);
  }
  const named = findStack(engine, input.StackName, inBrackets);
  requireUpdatable(named);
  const target = await readTarget(input, ctx, named.current);
  // Read again: another update may have begun while the template was fetched.
  const stack = findStack(engine, named.id, inBrackets);
  requireUpdatable(stack);
  const { changes, otherChanges } = planChanges(engine, stack, target);
  const retried = stack.status.endsWith("_FAILED");
  if (changes.length === 0 && !otherChanges && !retried) {
    return fail("ValidationError", "No updates are to be performed.");
  }
  const { StackPolicyBody: policyBody, ClientRequestToken: clientRequestToken } = input;
  const updated = {
    ...stack,
    updatedAt: ctx.cloud.clock.now(),
    ...(policyBody === undefined ? {} : { policyBody }),
  };
  begin(engine, updated, {
    status: "UPDATE_IN_PROGRESS",
    operation: {
      kind: "UPDATE",
      phase: "forward",
      target,
      principal,
      onFailure: input.DisableRollback === true ? "DO_NOTHING" : "ROLLBACK",
      leaveOut: [],
      ...(clientRequestToken === undefined ? {} : { clientRequestToken }),
    },
  });
  return { StackId: stack.id };
};

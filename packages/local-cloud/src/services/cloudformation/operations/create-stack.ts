import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { randomUUID } from "node:crypto";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { begin } from "../../../stacks/engine/begin.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import type { OnFailure } from "../../../stacks/records.ts";
import { newStack } from "../new-stack.ts";
import { readTarget } from "../target.ts";

/**
 * Starts the creation of a stack.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export const createStack: Operation<typeof CloudFormation, "CreateStack", Engine> = async (
  input,
  ctx,
) => {
  const { state: engine } = ctx;
  const name = input.StackName ?? "";
  if (input.ResourceTypes !== undefined) throw new NotEmulatedError("CreateStack", "ResourceTypes");
  const target = await readTarget(input, ctx, undefined);
  refuseTakenName(engine, name);
  const onFailure = failurePolicy(input);
  const stack = {
    ...newStack(engine, name, target),
    onFailure,
    terminationProtection: input.EnableTerminationProtection === true,
    ...(input.TimeoutInMinutes === undefined ? {} : { timeoutInMinutes: input.TimeoutInMinutes }),
    ...(input.StackPolicyBody === undefined ? {} : { policyBody: input.StackPolicyBody }),
  };
  const { principal } = ctx;
  begin(engine, stack, {
    status: "CREATE_IN_PROGRESS",
    operation: {
      kind: "CREATE",
      phase: "forward",
      target,
      principal,
      onFailure,
      leaveOut: [],
      clientRequestToken: input.ClientRequestToken ?? randomUUID(),
    },
  });
  return { StackId: stack.id };
};

function refuseTakenName({ store }: Engine, name: string): void {
  if (store.find(name) !== undefined) {
    fail("AlreadyExistsException", `Stack [${name}] already exists`);
  }
}

function failurePolicy(input: {
  OnFailure?: OnFailure | undefined;
  DisableRollback?: boolean | undefined;
}): OnFailure {
  if (input.OnFailure !== undefined && input.DisableRollback !== undefined) {
    fail("ValidationError", "You can specify either DisableRollback or OnFailure, but not both.");
  }
  return input.OnFailure ?? (input.DisableRollback === true ? "DO_NOTHING" : "ROLLBACK");
}

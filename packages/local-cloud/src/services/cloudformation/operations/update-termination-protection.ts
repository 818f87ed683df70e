import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack, inBrackets } from "../find-stack.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export const updateTerminationProtection: Operation<
  typeof CloudFormation,
  "UpdateTerminationProtection",
  Engine
> = (input, { state }) => {
  const stack = findStack(state, input.StackName, inBrackets);
  const terminationProtection = input.EnableTerminationProtection === true;
  state.store.putStack({ ...stack, terminationProtection });
  return { StackId: stack.id };
};

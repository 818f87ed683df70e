import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { fail, NotEmulatedError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack } from "../find-stack.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
export const setStackPolicy: Operation<typeof CloudFormation, "SetStackPolicy", Engine> = (
  input,
  { state },
) => {
  if (input.StackPolicyURL !== undefined)
    throw new NotEmulatedError("SetStackPolicy", "StackPolicyURL");
  const stack = findStack(state, input.StackName);
  const policyBody = input.StackPolicyBody ?? "";
  if (!isPolicy(policyBody)) {
    return fail("ValidationError", "Error validating stack policy: Invalid stack policy");
  }
  state.store.putStack({ ...stack, policyBody });
  return {};
};

function isPolicy(text: string): boolean {
  try {
    const policy: unknown = JSON.parse(text);
    return typeof policy === "object" && policy !== null && "Statement" in policy;
  } catch {
    return false;
  }
}

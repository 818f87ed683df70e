import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack } from "../find-stack.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html */
export const getStackPolicy: Operation<typeof CloudFormation, "GetStackPolicy", Engine> = (
  input,
  { state },
) => ({
  StackPolicyBody: findStack(state, input.StackName).policyBody,
});

import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack } from "../find-stack.ts";
import { resourceView } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export const describeStackResource: Operation<
  typeof CloudFormation,
  "DescribeStackResource",
  Engine
> = (input, { state }) => {
  const stack = findStack(state, input.StackName, (name) => `Stack '${name}' does not exist`);
  const logicalId = input.LogicalResourceId ?? "";
  const resource = state.store.resource(stack.id, logicalId);
  if (resource === undefined) {
    return fail("ValidationError", `Resource ${logicalId} does not exist for stack ${stack.name}`);
  }
  const { Timestamp, ...view } = resourceView(stack, resource);
  const metadata = resource.metadata === undefined ? undefined : JSON.stringify(resource.metadata);
  return {
    StackResourceDetail: { ...view, LastUpdatedTimestamp: Timestamp, Metadata: metadata },
  };
};

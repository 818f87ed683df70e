import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import type { StackRecord } from "../../../stacks/records.ts";
import { findStack } from "../find-stack.ts";
import { resourceView } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources: Operation<
  typeof CloudFormation,
  "DescribeStackResources",
  Engine
> = (input, { state }) => {
  const stack = stackOf(state, input.StackName, input.PhysicalResourceId);
  const wanted = input.LogicalResourceId;
  const resources = state.store
    .resources(stack.id)
    .filter(({ logicalId }) => wanted === undefined || logicalId === wanted);
  return { StackResources: resources.map((resource) => resourceView(stack, resource)) };
};

function stackOf(
  engine: Engine,
  name: string | undefined,
  physicalId: string | undefined,
): StackRecord {
  if (name !== undefined || physicalId === undefined) return findStack(engine, name);
  const owner = engine.store
    .stacks()
    .find(({ id }) =>
      engine.store.resources(id).some(({ current }) => current?.physicalId === physicalId),
    );
  return owner ?? fail("ValidationError", `Stack for ${physicalId} does not exist`);
}

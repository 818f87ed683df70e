import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack } from "../find-stack.ts";
import { page } from "../paging.ts";
import { resourceSummary } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export const listStackResources: Operation<typeof CloudFormation, "ListStackResources", Engine> = (
  input,
  { state },
) => {
  const stack = findStack(state, input.StackName);
  const { items, next } = page(state.store.resources(stack.id), input.NextToken);
  return { StackResourceSummaries: items.map(resourceSummary), NextToken: next };
};

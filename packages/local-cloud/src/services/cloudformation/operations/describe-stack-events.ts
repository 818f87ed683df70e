import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack, inBrackets } from "../find-stack.ts";
import { page } from "../paging.ts";
import { eventView } from "../views.ts";

/**
 * The events of a stack, newest first.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html
 */
export const describeStackEvents: Operation<
  typeof CloudFormation,
  "DescribeStackEvents",
  Engine
> = (input, { state }) => {
  const stack = findStack(state, input.StackName, inBrackets);
  const { items, next } = page(state.store.events(stack.id), input.NextToken);
  return { StackEvents: items.map((event) => eventView(stack, event)), NextToken: next };
};

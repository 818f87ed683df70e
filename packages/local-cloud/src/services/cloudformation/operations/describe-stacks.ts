import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { parseTemplateText } from "../../../stacks/template/parse-template.ts";
import { readTemplate } from "../../../stacks/template/template.ts";
import type { StackRecord } from "../../../stacks/records.ts";
import { findStack } from "../find-stack.ts";
import { page } from "../paging.ts";
import { stackView } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks: Operation<typeof CloudFormation, "DescribeStacks", Engine> = (
  input,
  { state },
) => {
  if (input.StackName !== undefined) return { Stacks: [view(findStack(state, input.StackName))] };
  const live = state.store.stacks().filter(({ deletedAt }) => deletedAt === undefined);
  const { items, next } = page(live, input.NextToken);
  return { Stacks: items.map(view), NextToken: next };
};

function view(stack: StackRecord) {
  const template = readTemplate(parseTemplateText(stack.current.templateText));
  return stackView(stack, template);
}

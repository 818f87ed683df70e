import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { page } from "../paging.ts";
import { status } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStacks.html */
export const listStacks: Operation<typeof CloudFormation, "ListStacks", Engine> = (
  input,
  { state },
) => {
  const wanted = new Set<string>(input.StackStatusFilter ?? []);
  const stacks = state.store
    .stacks()
    .filter((stack) => wanted.size === 0 || wanted.has(stack.status));
  const { items, next } = page(stacks, input.NextToken);
  const summaries = items.map((stack) => ({
    StackId: stack.id,
    StackName: stack.name,
    TemplateDescription: stack.description,
    CreationTime: new Date(stack.createdAt),
    LastUpdatedTime: stack.updatedAt === undefined ? undefined : new Date(stack.updatedAt),
    DeletionTime: stack.deletedAt === undefined ? undefined : new Date(stack.deletedAt),
    StackStatus: status<"CREATE_COMPLETE">(stack.status),
    StackStatusReason: stack.reason,
    DriftInformation: { StackDriftStatus: "NOT_CHECKED" as const },
  }));
  return { StackSummaries: summaries, NextToken: next };
};

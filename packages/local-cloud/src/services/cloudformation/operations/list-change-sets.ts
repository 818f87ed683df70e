import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findStack, inBrackets } from "../find-stack.ts";
import { page } from "../paging.ts";
import { status } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export const listChangeSets: Operation<typeof CloudFormation, "ListChangeSets", Engine> = (
  input,
  { state },
) => {
  const stack = findStack(state, input.StackName, inBrackets);
  const { items, next } = page(state.store.changeSets(stack.id), input.NextToken);
  const summaries = items.map((changeSet) => ({
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: status<"AVAILABLE">(changeSet.executionStatus),
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    CreationTime: new Date(changeSet.createdAt),
    Description: changeSet.description,
  }));
  return { Summaries: summaries, NextToken: next };
};

import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type { Operation } from "../../../service.ts";
import type { Engine } from "../../../stacks/engine/engine.ts";
import { findChangeSet } from "../find-change-set.ts";
import { page } from "../paging.ts";
import { changeView, parameterViews, status } from "../views.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export const describeChangeSet: Operation<typeof CloudFormation, "DescribeChangeSet", Engine> = (
  input,
  { state },
) => {
  const { changeSet } = findChangeSet(state, input);
  const { items, next } = page(changeSet.changes, input.NextToken);
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: changeSet.stackId,
    StackName: changeSet.stackName,
    Description: changeSet.description,
    Parameters: parameterViews(changeSet.target, undefined),
    CreationTime: new Date(changeSet.createdAt),
    ExecutionStatus: status<"AVAILABLE">(changeSet.executionStatus),
    Status: changeSet.status,
    StatusReason: changeSet.statusReason,
    NotificationARNs: [...changeSet.target.notificationArns],
    RollbackConfiguration: {},
    Capabilities: status<"CAPABILITY_IAM"[]>([...changeSet.target.capabilities]),
    Tags: changeSet.target.tags.map((tag) => ({ ...tag })),
    Changes: items.map(changeView),
    NextToken: next,
    IncludeNestedStacks: false,
  };
};

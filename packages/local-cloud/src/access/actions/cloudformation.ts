import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import { arnOf, passRole, type Needs, type PermissionTable, type Place } from "./permission.ts";

interface StackInput {
  readonly StackName?: string | undefined;
  readonly ChangeSetName?: string | undefined;
}

/** A stack is named by its name or ARN; a change set's ARN stands for its stack as well. */
function stackArn({ StackName, ChangeSetName }: StackInput, place: Place): string {
  if (StackName?.startsWith("arn:") === true) return StackName;
  if (StackName !== undefined) return arnOf(place, "cloudformation", `stack/${StackName}/*`);
  return ChangeSetName ?? "*";
}

const onStack = (input: StackInput, place: Place): Needs => [stackArn(input, place)];

interface ChangeInput extends StackInput {
  readonly RoleARN?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

function change(action: string): (input: ChangeInput, place: Place) => Needs {
  return (input, place) => [
    {
      action: `cloudformation:${action}`,
      resource: stackArn(input, place),
      context: {
        "cloudformation:RoleArn": input.RoleARN,
        "cloudformation:TemplateUrl": input.TemplateURL,
        "cloudformation:ChangeSetName": input.ChangeSetName,
      },
    },
    ...passRole(input.RoleARN, "cloudformation.amazonaws.com"),
  ];
}

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const CLOUDFORMATION_PERMISSIONS: PermissionTable<typeof CloudFormation> = {
  ContinueUpdateRollback: change("ContinueUpdateRollback"),
  CreateChangeSet: change("CreateChangeSet"),
  CreateStack: change("CreateStack"),
  DeleteChangeSet: onStack,
  DeleteStack: change("DeleteStack"),
  DescribeChangeSet: onStack,
  DescribeStackEvents: onStack,
  DescribeStackResource: onStack,
  DescribeStackResources: onStack,
  DescribeStacks: onStack,
  ExecuteChangeSet: onStack,
  GetStackPolicy: onStack,
  GetTemplate: onStack,
  GetTemplateSummary: onStack,
  ListChangeSets: onStack,
  ListStackResources: onStack,
  SetStackPolicy: onStack,
  UpdateStack: change("UpdateStack"),
  UpdateTerminationProtection: onStack,
};

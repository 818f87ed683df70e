import type * as StepFunctions from "@aws-sdk/client-sfn";
import { arnOf, passRole, type Needs, type PermissionTable } from "./permission.ts";

const onMachine = (input: { stateMachineArn?: string | undefined }): Needs => [
  input.stateMachineArn ?? "*",
];
const onExecution = (input: { executionArn?: string | undefined }): Needs => [
  input.executionArn ?? "*",
];
const onTagged = (input: { resourceArn?: string | undefined }): Needs => [input.resourceArn ?? "*"];

/**
 * The state machine of a task token, base64 of JSON that names the execution. AWS's table lists no
 * resource for these actions, but its refusals name the state machine, and a policy may as well.
 */
function onTask({ taskToken = "" }: { taskToken?: string | undefined }): Needs {
  const text = Buffer.from(taskToken, "base64").toString("utf8");
  const [, place, name] =
    /(arn:aws[\w-]*:states:[\w-]+:\d{12}):(?:execution|express):([^:"\\]+)/.exec(text) ?? [];
  return [name === undefined ? "*" : `${place}:stateMachine:${name}`];
}

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export const STATES_PERMISSIONS: PermissionTable<typeof StepFunctions> = {
  CreateStateMachine: ({ name = "", roleArn }, place) => [
    arnOf(place, "states", `stateMachine:${name}`),
    ...passRole(roleArn, "states.amazonaws.com"),
  ],
  DeleteStateMachine: onMachine,
  DescribeExecution: onExecution,
  DescribeStateMachine: onMachine,
  DescribeStateMachineForExecution: onExecution,
  GetExecutionHistory: onExecution,
  ListExecutions: ({ stateMachineArn, mapRunArn = "*" }) => [stateMachineArn ?? mapRunArn],
  ListTagsForResource: onTagged,
  SendTaskFailure: onTask,
  SendTaskHeartbeat: onTask,
  SendTaskSuccess: onTask,
  StartExecution: onMachine,
  StartSyncExecution: onMachine,
  StopExecution: onExecution,
  TagResource: onTagged,
  UntagResource: onTagged,
  UpdateStateMachine: ({ stateMachineArn = "*", roleArn }) => [
    stateMachineArn,
    ...passRole(roleArn, "states.amazonaws.com"),
  ],
};

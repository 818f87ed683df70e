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
 * The operations on task tokens have no rows: AWS names no resource for them either.
 *
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

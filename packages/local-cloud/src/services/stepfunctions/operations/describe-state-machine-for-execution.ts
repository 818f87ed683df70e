import { asExecutionArn } from "../arns.ts";
import type { StatesOperation } from "../state.ts";

/**
 * The state machine as it was when an execution started.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
 */
export const describeStateMachineForExecution: StatesOperation<
  "DescribeStateMachineForExecution"
> = (input, ctx) => {
  const { executions, machines } = ctx.state;
  const record = executions.get(asExecutionArn(input.executionArn));
  const machine = machines.get(record.machineArn);
  return {
    stateMachineArn: record.machineArn,
    name: record.machineName,
    definition: executions.definitionOf(record.arn),
    roleArn: record.roleArn,
    updateDate: new Date(record.updatedAtMs),
    revisionId: record.revisionId,
    loggingConfiguration: machine.logging,
    tracingConfiguration: machine.tracing,
  };
};

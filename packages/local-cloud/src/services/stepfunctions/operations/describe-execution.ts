import { asExecutionArn } from "../arns.ts";
import type { StatesOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export const describeExecution: StatesOperation<"DescribeExecution"> = (input, ctx) => {
  const record = ctx.state.executions.get(asExecutionArn(input.executionArn));
  const { status, stoppedAtMs, output } = record;
  return {
    executionArn: record.arn,
    stateMachineArn: record.machineArn,
    name: record.name,
    status,
    startDate: new Date(record.startedAtMs),
    stopDate: stoppedAtMs === undefined ? undefined : new Date(stoppedAtMs),
    input: record.input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error: record.error,
    cause: record.cause,
    traceHeader: record.traceHeader,
    redriveCount: 0,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason:
      status === "RUNNING"
        ? "Execution is RUNNING and cannot be redriven"
        : `Execution is ${status} and cannot be redriven by the local cloud`,
  };
};

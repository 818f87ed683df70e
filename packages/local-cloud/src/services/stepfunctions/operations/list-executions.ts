import { NotEmulatedError } from "../../../errors.ts";
import { asStateMachineArn } from "../arns.ts";
import { wrongType } from "../errors.ts";
import { pageOf } from "../paging.ts";
import type { StatesOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
export const listExecutions: StatesOperation<"ListExecutions"> = (input, ctx) => {
  const operation = "states:ListExecutions";
  if (input.mapRunArn !== undefined) throw new NotEmulatedError(operation, "mapRunArn");
  if (input.redriveFilter === "REDRIVEN") throw new NotEmulatedError(operation, "redriveFilter");
  const { machines, executions } = ctx.state;
  const machine = machines.get(asStateMachineArn(input.stateMachineArn));
  if (machine.type === "EXPRESS") throw wrongType();
  const { items, nextToken } = pageOf(input, (range) =>
    executions.list({ machineArn: machine.arn, status: input.statusFilter, ...range }),
  );
  return {
    executions: items.map((record) => ({
      executionArn: record.arn,
      stateMachineArn: record.machineArn,
      name: record.name,
      status: record.status,
      startDate: new Date(record.startedAtMs),
      stopDate: record.stoppedAtMs === undefined ? undefined : new Date(record.stoppedAtMs),
      redriveCount: 0,
    })),
    nextToken,
  };
};

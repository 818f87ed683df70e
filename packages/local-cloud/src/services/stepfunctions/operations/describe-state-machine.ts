import { asStateMachineArn } from "../arns.ts";
import type { StatesOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
export const describeStateMachine: StatesOperation<"DescribeStateMachine"> = (input, ctx) => {
  const machine = ctx.state.machines.get(asStateMachineArn(input.stateMachineArn));
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: "ACTIVE",
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: new Date(machine.createdAtMs),
    loggingConfiguration: machine.logging,
    tracingConfiguration: machine.tracing,
    revisionId: machine.revisionId,
  };
};

import { pageOf } from "../paging.ts";
import type { StatesOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
export const listStateMachines: StatesOperation<"ListStateMachines"> = (input, ctx) => {
  const { items, nextToken } = pageOf(input, (range) => ctx.state.machines.list(range));
  const stateMachines = items.map(({ arn, name, type, createdAtMs }) => ({
    stateMachineArn: arn,
    name,
    type,
    creationDate: new Date(createdAtMs),
  }));
  return { stateMachines, nextToken };
};

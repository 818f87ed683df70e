import { taskOf } from "../callback.ts";
import { taskTimedOut } from "../errors.ts";
import type { StatesOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html */
export const sendTaskFailure: StatesOperation<"SendTaskFailure"> = async (input, ctx) => {
  const { execution, key } = await taskOf(input.taskToken, ctx);
  const { error = "", cause } = input;
  const failure = { error, ...(cause === undefined ? {} : { cause }) };
  if (!execution.settle(key, failure)) throw taskTimedOut();
  return {};
};

import { taskOf } from "../callback.ts";
import { taskTimedOut } from "../errors.ts";
import type { StatesOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html */
export const sendTaskHeartbeat: StatesOperation<"SendTaskHeartbeat"> = async (input, ctx) => {
  const { execution, key } = await taskOf(input.taskToken, ctx);
  if (!execution.heartbeat(key)) throw taskTimedOut();
  return {};
};

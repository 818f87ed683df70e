import { AwsError } from "../../../errors.ts";
import { type Json, parseJson } from "../asl/json.ts";
import { fitsPayloadLimit } from "../asl/payload-limit.ts";
import { taskOf } from "../callback.ts";
import { constraintViolation, taskTimedOut } from "../errors.ts";
import type { StatesOperation } from "../state.ts";

function outputOf(text: string): Json {
  if (!fitsPayloadLimit(text)) {
    throw constraintViolation("output", "Member must have length less than or equal to 262144");
  }
  try {
    return parseJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("InvalidOutput", `Invalid Output: '${reason}'`);
  }
}

/**
 * Ends a task that waits for its token; the result is stored when this answers.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
 */
export const sendTaskSuccess: StatesOperation<"SendTaskSuccess"> = async (input, ctx) => {
  const output = outputOf(input.output ?? "");
  const { execution, key } = await taskOf(input.taskToken, ctx);
  if (!execution.settle(key, { output })) throw taskTimedOut();
  return {};
};

import { asStateMachineArn } from "../arns.ts";
import type { StatesOperation } from "../state.ts";

/**
 * Deletes a state machine with its executions; those under way are stopped. One that is not there
 * is no error. AWS deletes in the background; here it is done when it is answered.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export const deleteStateMachine: StatesOperation<"DeleteStateMachine"> = async (input, ctx) => {
  await ctx.state.resumed.promise;
  const arn = asStateMachineArn(input.stateMachineArn);
  const { machines, executions, runner } = ctx.state;
  for (const execution of executions.runningOf(arn)) runner.find(execution.arn)?.stop();
  ctx.cloud.store.transaction(() => {
    executions.deleteOf(arn);
    machines.delete(arn);
  });
  return {};
};

import { asExecutionArn } from "../arns.ts";
import type { StatesOperation } from "../state.ts";

/**
 * Stops an execution; one that has ended stays as it is.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html
 */
export const stopExecution: StatesOperation<"StopExecution"> = async (input, ctx) => {
  await ctx.state.resumed.promise;
  const { executions, runner } = ctx.state;
  const { arn } = executions.get(asExecutionArn(input.executionArn));
  const { error, cause } = input;
  runner.find(arn)?.stop({
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  });
  const { stoppedAtMs } = executions.get(arn);
  return { stopDate: new Date(stoppedAtMs ?? ctx.cloud.clock.now()) };
};

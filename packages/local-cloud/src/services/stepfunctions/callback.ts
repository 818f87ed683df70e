import type { CallContext } from "../../service.ts";
import type { Execution } from "./asl/execution.ts";
import { readToken } from "./asl/task-callback.ts";
import { invalidToken, taskTimedOut } from "./errors.ts";
import type { StepFunctionsState } from "./state.ts";

/** The task that a token belongs to, in an execution that is under way. */
export interface WaitingTask {
  readonly execution: Execution;
  readonly key: string;
}

/**
 * Finds the task of a token.
 *
 * @throws {AwsError} `InvalidToken`: none of ours; `TaskTimedOut`: its execution is over.
 */
export async function taskOf(
  token: string | undefined,
  { state }: CallContext<StepFunctionsState>,
): Promise<WaitingTask> {
  await state.resumed.promise;
  const { executions, runner } = state;
  const task = readToken(token ?? "", (arn) => executions.find(arn)?.seed ?? runner.seedOf(arn));
  if (task === undefined) throw invalidToken();
  const execution = runner.find(task.executionArn);
  if (execution === undefined) throw taskTimedOut();
  return { execution, key: task.key };
}

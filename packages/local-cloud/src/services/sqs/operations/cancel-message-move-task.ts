import type * as Sqs from "@aws-sdk/client-sqs";
import { fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { SqsState } from "../sqs-state.ts";
import { findTask } from "../task-handle.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
export const cancelMessageMoveTask: Operation<typeof Sqs, "CancelMessageMoveTask", SqsState> = (
  input,
  ctx,
) => {
  const task = findTask(ctx.state, input.TaskHandle ?? "");
  if (task.status !== "RUNNING") {
    fail("ResourceNotFoundException", "The message movement task is not active.", 404);
  }
  ctx.state.moveTasks.put({ ...task, status: "CANCELLING" });
  return { ApproximateNumberOfMessagesMoved: task.moved };
};

import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import type { SqsState } from "../sqs-state.ts";
import { findTaskQueue, taskHandle } from "../task-handle.ts";

const MAX_RESULTS = 10; // SQS API reference, ListMessageMoveTasks

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
export const listMessageMoveTasks: Operation<typeof Sqs, "ListMessageMoveTasks", SqsState> = (
  input,
  ctx,
) => {
  const source = findTaskQueue(ctx.state, input.SourceArn, "SourceArn");
  const limit = input.MaxResults ?? 1;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RESULTS) {
    invalidParameter(limit, "MaxResults", "Must be between 1 and 10, if provided.");
  }
  const tasks = ctx.state.moveTasks.list(source.arn).slice(0, limit);
  return {
    Results: tasks.map((task) => ({
      Status: task.status,
      SourceArn: task.sourceArn,
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.toMove,
      StartedTimestamp: task.startedAt,
      DestinationArn: task.destinationArn,
      MaxNumberOfMessagesPerSecond: task.maxPerSecond,
      FailureReason: task.failureReason,
      // Only a running task has a handle, because only that can be cancelled.
      TaskHandle: task.status === "RUNNING" ? taskHandle(task) : undefined,
    })),
  };
};

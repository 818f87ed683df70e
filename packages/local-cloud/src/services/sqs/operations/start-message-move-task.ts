import { randomUUID } from "node:crypto";
import type * as Sqs from "@aws-sdk/client-sqs";
import { fail } from "../../../errors.ts";
import type { CallContext, Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { MOVE_TASK_KIND, type MoveTask } from "../move-task.ts";
import type { Queue } from "../queue.ts";
import { redrivePolicyOf } from "../redrive-policy.ts";
import type { SqsState } from "../sqs-state.ts";
import { findTaskQueue, taskHandle } from "../task-handle.ts";

const MAX_RATE = 500; // messages per second; SQS API reference, StartMessageMoveTask

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
export const startMessageMoveTask: Operation<typeof Sqs, "StartMessageMoveTask", SqsState> = (
  input,
  ctx,
) => {
  const { state, cloud } = ctx;
  const source = findTaskQueue(state, input.SourceArn, "SourceArn");
  checkSource(ctx, source);
  const destination =
    input.DestinationArn === undefined
      ? undefined
      : findTaskQueue(state, input.DestinationArn, "DestinationArn");
  const rate = input.MaxNumberOfMessagesPerSecond;
  if (rate !== undefined && (!Number.isInteger(rate) || rate < 1 || rate > MAX_RATE)) {
    invalidParameter(
      rate,
      "MaxNumberOfMessagesPerSecond",
      "Must be between 1 and 500, if provided.",
    );
  }
  const now = cloud.clock.now();
  const task: MoveTask = {
    id: randomUUID(),
    sourceArn: source.arn,
    status: "RUNNING",
    moved: 0,
    toMove: state.messages.counts(source.key, now).visible,
    startedAt: now,
    ...(destination === undefined ? {} : { destinationArn: destination.arn }),
    ...(rate === undefined ? {} : { maxPerSecond: rate }),
  };
  cloud.store.transaction(() => {
    state.moveTasks.put(task);
    cloud.deliveries.enqueue(MOVE_TASK_KIND, { sourceArn: task.sourceArn, id: task.id });
  });
  return { TaskHandle: taskHandle(task) };
};

function checkSource({ state }: CallContext<SqsState>, source: Queue): void {
  const deadLetters = state.queues
    .list(source.accountId)
    .some((queue) => redrivePolicyOf(queue)?.deadLetterTargetArn === source.arn);
  if (!deadLetters) {
    fail("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
  }
  const active = state.moveTasks
    .list(source.arn)
    .some(({ status }) => status === "RUNNING" || status === "CANCELLING");
  if (active) {
    fail(
      "InvalidParameterValue",
      "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    );
  }
}

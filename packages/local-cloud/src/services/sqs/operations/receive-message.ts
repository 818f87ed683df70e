import type * as Sqs from "@aws-sdk/client-sqs";
import { NotEmulatedError, fail } from "../../../errors.ts";
import type { CallContext, In, Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import type { Message } from "../message.ts";
import { isFifo, settingsOf, type Queue } from "../queue.ts";
import { takeMessages, waitForMessages } from "../receive.ts";
import { toReceived } from "../received-message.ts";
import type { SqsState } from "../sqs-state.ts";
import { checkVisibilityTimeout } from "../visibility.ts";

type Input = In<typeof Sqs, "ReceiveMessage">;

const MAX_IN_FLIGHT = 120_000; // per queue; SQS message quotas
const MAX_MESSAGES = 10; // per request; SQS API reference, ReceiveMessage
const MAX_WAIT_SECONDS = 20;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const receiveMessage: Operation<typeof Sqs, "ReceiveMessage", SqsState> = async (
  input,
  ctx,
) => {
  const queue = ctx.state.queues.byUrl(input.QueueUrl);
  if (input.ReceiveRequestAttemptId !== undefined) {
    throw new NotEmulatedError("ReceiveMessage", "ReceiveRequestAttemptId");
  }
  const order = readOrder(input, queue);
  checkInFlight(ctx, queue);
  const messages = await takeOrWait(ctx, order);
  if (messages.length === 0) return {};
  const wanted = {
    system: [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])],
    message: input.MessageAttributeNames ?? [],
    fifo: isFifo(queue),
  };
  return { Messages: messages.map((message) => toReceived(message, wanted)) };
};

interface Order {
  readonly queueKey: string;
  readonly limit: number;
  readonly waitSeconds: number;
  /** The queue's own when left out. */
  readonly visibilityTimeoutSeconds: number | undefined;
}

function readOrder(input: Input, queue: Queue): Order {
  const limit = input.MaxNumberOfMessages ?? 1;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_MESSAGES) {
    invalidParameter(limit, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.");
  }
  const waitSeconds = input.WaitTimeSeconds ?? settingsOf(queue).receiveWaitSeconds;
  if (!Number.isInteger(waitSeconds) || waitSeconds < 0 || waitSeconds > MAX_WAIT_SECONDS) {
    invalidParameter(waitSeconds, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.");
  }
  const asked = input.VisibilityTimeout;
  return {
    queueKey: queue.key,
    limit,
    waitSeconds,
    visibilityTimeoutSeconds: asked === undefined ? undefined : checkVisibilityTimeout(asked),
  };
}

function checkInFlight({ state, cloud }: CallContext<SqsState>, queue: Queue): void {
  const now = cloud.clock.now();
  if (state.messages.hasInFlight(queue.key, { now, limit: MAX_IN_FLIGHT })) {
    fail("OverLimit", "The maximum number of in flight messages is reached.", 403);
  }
}

/** Takes what is there, or waits for it as long as the caller wants to. */
async function takeOrWait(ctx: CallContext<SqsState>, order: Order): Promise<Message[]> {
  const { state, cloud, signal } = ctx;
  const untilMs = cloud.clock.now() + order.waitSeconds * 1000;
  for (;;) {
    const queue = state.queues.get(order.queueKey);
    if (queue === undefined || signal.aborted) return []; // nobody would get what is taken now
    const timeoutSeconds =
      order.visibilityTimeoutSeconds ?? settingsOf(queue).visibilityTimeoutSeconds;
    const messages = takeMessages(state, cloud, {
      queue,
      limit: order.limit,
      visibilityTimeoutMs: timeoutSeconds * 1000,
    });
    if (messages.length > 0 || cloud.clock.now() >= untilMs) return messages;
    await waitForMessages(state, cloud, { queueKey: queue.key, untilMs, signal });
  }
}

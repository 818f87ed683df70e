import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";
import type { Message } from "./message.ts";
import { isFifo, type Queue } from "./queue.ts";
import { readReceiptHandle } from "./receipt-handle.ts";
import type { SqsState } from "./sqs-state.ts";

const MAX_VISIBILITY_SECONDS = 43_200; // 12 hours; SQS message quotas

/** Reads a `VisibilityTimeout` in seconds. */
export function checkVisibilityTimeout(seconds: number): number {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_VISIBILITY_SECONDS) {
    invalidParameter(seconds, "VisibilityTimeout", "Must be between 0 and 43200, if provided.");
  }
  return seconds;
}

/**
 * Hides a message that is in flight for `seconds` from now on; 0 makes it receivable again.
 *
 * @throws {AwsError} `ReceiptHandleIsInvalid`, `MessageNotInflight`, `InvalidParameterValue`.
 */
export function changeVisibility(
  state: SqsState,
  cloud: Cloud,
  { queue, handle, seconds }: { queue: Queue; handle: string; seconds: number },
): void {
  const now = cloud.clock.now();
  const message = findReceived(state, queue, handle);
  if (message === undefined) {
    return invalidParameter(
      handle,
      "ReceiptHandle",
      "Message does not exist or is not available for visibility timeout change.",
    );
  }
  if (message.visibleAt <= now) {
    throw new AwsError("MessageNotInflight", "The specified message isn't in flight.");
  }
  checkVisibilityTimeout(seconds);
  state.messages.setVisibleAt(message.seq, now + seconds * 1000);
  state.arrivals.announce(queue.key);
}

/**
 * Deletes a message by the handle of its latest receive. An older handle changes nothing, and nor
 * does one of a message that is gone.
 *
 * @throws {AwsError} `ReceiptHandleIsInvalid`; in a FIFO queue `InvalidParameterValue` once the
 * visibility time-out has passed, because the group may have gone on without this consumer.
 */
export function deleteMessage(
  state: SqsState,
  cloud: Cloud,
  { queue, handle }: { queue: Queue; handle: string },
): void {
  const { seq } = readReceiptHandle(handle, queue.key);
  const message = findReceived(state, queue, handle);
  if (isFifo(queue)) {
    const expired =
      message === undefined
        ? state.messages.get(seq) !== undefined
        : message.visibleAt <= cloud.clock.now();
    if (expired) invalidParameter(handle, "ReceiptHandle", "The receipt handle has expired.");
  }
  if (message === undefined) return;
  state.messages.remove(message.seq);
  // The next message of its group may be free now.
  if (isFifo(queue)) state.arrivals.announce(queue.key);
}

/** The message whose latest receive gave out this handle. */
function findReceived(state: SqsState, queue: Queue, handle: string): Message | undefined {
  const { seq, receipt } = readReceiptHandle(handle, queue.key);
  const message = state.messages.get(seq);
  return message?.queueKey === queue.key && message.receipt === receipt ? message : undefined;
}

import type { Cloud } from "../../cloud.ts";
import type { Message } from "./message.ts";
import { isFifo, settingsOf, type Queue } from "./queue.ts";
import { redrivePolicyOf } from "./redrive-policy.ts";
import type { SqsState } from "./sqs-state.ts";

/** One call of ReceiveMessage, as the engine sees it. */
export interface ReceiveOrder {
  readonly queue: Queue;
  readonly limit: number;
  readonly visibilityTimeoutMs: number;
}

/**
 * Takes messages that can be received now: hides them for their visibility time-out, and moves
 * those that were received too often to the dead-letter queue instead.
 */
export function takeMessages(state: SqsState, cloud: Cloud, order: ReceiveOrder): Message[] {
  const { queue, limit } = order;
  dropExpired(state, queue, cloud.clock.now());
  return cloud.store.transaction(() => {
    const taken: Message[] = [];
    const seen = new Set<number>();
    for (;;) {
      const candidates = state.messages
        .receivable(queue.key, { now: cloud.clock.now(), fifo: isFifo(queue), limit })
        .filter(({ seq }) => !seen.has(seq)); // with a time-out of 0 it is in sight at once
      for (const candidate of candidates.slice(0, limit - taken.length)) {
        seen.add(candidate.seq);
        const message = takeOne(state, cloud, { ...order, candidate });
        if (message !== undefined) taken.push(message);
      }
      // What was dead-lettered or held back made room for others.
      if (candidates.length === 0 || taken.length >= limit) return taken;
    }
  });
}

function takeOne(
  state: SqsState,
  cloud: Cloud,
  { queue, candidate, visibilityTimeoutMs }: ReceiveOrder & { candidate: Message },
): Message | undefined {
  const now = cloud.clock.now();
  const deadLetterQueue = exhausted(state, queue, candidate);
  if (deadLetterQueue !== undefined) {
    deadLetter(state, candidate, { source: queue, target: deadLetterQueue, now });
    return undefined;
  }
  const visibleAt = now + visibilityTimeoutMs;
  if (isFifo(queue)) return state.messages.markReceived(candidate.seq, { now, visibleAt });

  const faults = cloud.chaos.strike("sqs", "deliver");
  const held = faults.find(({ fault }) => fault === "delay" || fault === "reorder");
  if (held !== undefined) {
    state.messages.setVisibleAt(candidate.seq, Math.ceil(now + held.delayMs) + 1);
    return undefined;
  }
  // A standard queue may hand a message out again before its time-out has passed.
  const again = faults.find(({ fault }) => fault === "duplicate");
  return state.messages.markReceived(candidate.seq, {
    now,
    visibleAt: again === undefined ? visibleAt : Math.ceil(now + again.delayMs),
  });
}

/** Where a message goes that was received as often as its queue's redrive policy allows. */
function exhausted(state: SqsState, queue: Queue, message: Message): Queue | undefined {
  const policy = redrivePolicyOf(queue);
  if (policy === undefined || message.receiveCount < policy.maxReceiveCount) return undefined;
  // Without its dead-letter queue a message stays, and is received on.
  return state.queues.byArn(policy.deadLetterTargetArn);
}

function deadLetter(
  state: SqsState,
  message: Message,
  { source, target, now }: { source: Queue; target: Queue; now: number },
): void {
  const { messages, arrivals } = state;
  messages.remove(message.seq);
  messages.put(
    target.key,
    { ...message, delayMs: 0 },
    {
      now,
      sentAt: message.sentAt,
      // In a standard queue a message ages on; in a FIFO queue its retention starts anew.
      retainedFrom: isFifo(target) ? now : message.sentAt,
      from: {
        sourceArn: source.arn,
        receives: message.priorReceives + message.receiveCount,
        firstReceivedAt: message.firstReceivedAt,
      },
    },
  );
  arrivals.announce(target.key);
}

/** Drops the messages that have been in the queue for longer than it retains them. */
export function dropExpired({ messages }: SqsState, queue: Queue, now: number): void {
  messages.removeOlderThan(queue.key, now - settingsOf(queue).retentionSeconds * 1000);
}

/**
 * Waits until the queue may have something to receive: until a message arrives or comes into
 * sight, `untilMs` is reached, or the caller has gone.
 */
export async function waitForMessages(
  state: SqsState,
  cloud: Cloud,
  { queueKey, untilMs, signal }: { queueKey: string; untilMs: number; signal: AbortSignal },
): Promise<void> {
  const now = cloud.clock.now();
  const nextVisibleAt = state.messages.nextVisibleAt(queueKey, now) ?? untilMs;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const timer = cloud.clock.after(Math.min(untilMs, nextVisibleAt) - now, wake);
  const unlisten = state.arrivals.listen(queueKey, wake);
  signal.addEventListener("abort", wake, { once: true });
  if (signal.aborted) wake();
  try {
    await promise;
  } finally {
    timer.cancel();
    unlisten();
    signal.removeEventListener("abort", wake);
  }
}

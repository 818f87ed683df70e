import type { StoredAttributes } from "./message-attributes.ts";

/** What a sender gives; checked. */
export interface NewMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: StoredAttributes;
  readonly senderId: string;
  readonly traceHeader?: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** Milliseconds until it can be received. */
  readonly delayMs: number;
}

/** A message in a queue. Times are milliseconds since the Unix epoch. */
export interface Message extends NewMessage {
  /** Rises with every message that is put into any queue. */
  readonly seq: number;
  readonly queueKey: string;
  /** When the producer sent it; a dead-lettered message keeps it. */
  readonly sentAt: number;
  /** From when on it can be received: after its delay, or after its visibility time-out. */
  readonly visibleAt: number;
  readonly firstReceivedAt?: number;
  /** Receives from this queue: what its redrive policy counts. */
  readonly receiveCount: number;
  /** Receives from the queues that dead-lettered it; `ApproximateReceiveCount` counts them too. */
  readonly priorReceives: number;
  /** Names the latest receive; part of the receipt handle. */
  readonly receipt?: string;
  /** The queue that gave it up, when this queue is a dead-letter queue. */
  readonly deadLetterSourceArn?: string;
}

const FIRST_SEQUENCE_NUMBER = 18_849_496_460_467_696_128n;
const SEQUENCE_STEP = 256n;

/** The 20-digit number by which a FIFO queue orders its messages. */
export function sequenceNumber(seq: number): string {
  return String(FIRST_SEQUENCE_NUMBER + BigInt(seq) * SEQUENCE_STEP);
}

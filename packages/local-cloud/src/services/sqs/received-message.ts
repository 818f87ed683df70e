import { createHash } from "node:crypto";
import {
  attributesMd5,
  selectAttributes,
  toApiAttribute,
  type MessageAttribute,
} from "./message-attributes.ts";
import { sequenceNumber, type Message } from "./message.ts";
import { receiptHandle } from "./receipt-handle.ts";

/** Which attributes a receiver asked for. */
export interface WantedAttributes {
  readonly system: readonly string[];
  readonly message: readonly string[];
  /** Only a FIFO queue's messages have sequence numbers. */
  readonly fifo: boolean;
}

/** A message as ReceiveMessage answers it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Record<string, string>;
  readonly MD5OfMessageAttributes?: string;
  readonly MessageAttributes?: Record<string, MessageAttribute>;
}

/** Describes a message just received to its receiver. */
export function toReceived(message: Message, wanted: WantedAttributes): ReceivedMessage {
  const system = selectSystemAttributes(message, wanted);
  const attributes = selectAttributes(message.attributes, wanted.message);
  const md5 = attributesMd5(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(message),
    MD5OfBody: createHash("md5").update(message.body).digest("hex"),
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(md5 === undefined
      ? {}
      : {
          MD5OfMessageAttributes: md5,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [name, toApiAttribute(value)]),
          ),
        }),
  };
}

function selectSystemAttributes(
  message: Message,
  { system, fifo }: WantedAttributes,
): Record<string, string> {
  const all = system.includes("All");
  const known = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.priorReceives + message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? ""),
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: fifo ? sequenceNumber(message.seq) : undefined,
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
  return Object.fromEntries(
    Object.entries(known).flatMap(([name, value]) =>
      value !== undefined && (all || system.includes(name)) ? [[name, value]] : [],
    ),
  );
}

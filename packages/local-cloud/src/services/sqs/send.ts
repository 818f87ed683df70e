import { hash, randomUUID } from "node:crypto";
import type { Cloud } from "../../cloud.ts";
import { fail } from "../../errors.ts";
import type { Store } from "../../store/store.ts";
import { invalidParameter, missingParameter } from "./errors.ts";
import {
  attributesMd5,
  attributesSizeBytes,
  storeAttributes,
  type StoredAttributes,
} from "./message-attributes.ts";
import { sequenceNumber, type NewMessage } from "./message.ts";
import { isFifo, settingsOf, type Queue, type QueueSettings } from "./queue.ts";
import type { SqsState } from "./sqs-state.ts";

/** A message as SendMessage and the entries of SendMessageBatch give it. */
export interface Draft {
  readonly MessageBody?: string | undefined;
  readonly DelaySeconds?: number | undefined;
  readonly MessageAttributes?: Record<string, AttributeValue> | undefined;
  readonly MessageSystemAttributes?: Partial<Record<string, AttributeValue>> | undefined;
  readonly MessageDeduplicationId?: string | undefined;
  readonly MessageGroupId?: string | undefined;
}

interface AttributeValue {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** What the sender of a message is told. */
export interface Sent {
  readonly MessageId: string;
  readonly MD5OfMessageBody: string;
  readonly MD5OfMessageAttributes?: string;
  readonly MD5OfMessageSystemAttributes?: string;
  readonly SequenceNumber?: string;
}

/** A checked message, and what its sender will be told of its attributes. */
export interface CheckedMessage {
  readonly message: NewMessage;
  readonly sizeBytes: number;
  readonly systemAttributes: StoredAttributes;
}

const MAX_DELAY_SECONDS = 900; // SQS message quotas
const LEGAL_ID = /^[\x21-\x7e]{1,128}$/;
// XML 1.0 characters; lone surrogates are none.
const ILLEGAL_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The size that counts against the limits: body and attributes, in UTF-8 bytes. */
export function draftSizeBytes(draft: Draft): number {
  return (
    Buffer.byteLength(draft.MessageBody ?? "") +
    attributesSizeBytes(storeAttributes(draft.MessageAttributes))
  );
}

/**
 * Checks one message for a queue.
 *
 * @throws {AwsError} `MissingParameter`, `InvalidParameterValue`, `InvalidMessageContents`.
 */
export function checkDraft(queue: Queue, draft: Draft, senderId: string): CheckedMessage {
  const settings = settingsOf(queue);
  const body = draft.MessageBody ?? "";
  if (body === "") missingParameter("MessageBody");
  if (ILLEGAL_CHARACTER.test(body)) {
    fail(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
    );
  }
  const attributes = storeAttributes(draft.MessageAttributes);
  const sizeBytes = Buffer.byteLength(body) + attributesSizeBytes(attributes);
  if (sizeBytes > settings.maximumMessageSizeBytes) {
    fail(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumMessageSizeBytes} bytes.`,
    );
  }
  const systemAttributes = readSystemAttributes(draft);
  const traceHeader = systemAttributes["AWSTraceHeader"]?.text;
  const message: NewMessage = {
    id: randomUUID(),
    body,
    attributes,
    senderId,
    delayMs: delaySeconds(settings, draft.DelaySeconds) * 1000,
    ...checkIds(settings, draft, body),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
  return { message, sizeBytes, systemAttributes };
}

function readSystemAttributes(draft: Draft): StoredAttributes {
  const given = Object.entries(draft.MessageSystemAttributes ?? {});
  for (const [name] of given) {
    if (name !== "AWSTraceHeader") {
      invalidParameter(
        name,
        "MessageSystemAttributes",
        "Message system attribute name is not supported.",
      );
    }
  }
  // The name is one that users may not choose, so the user attribute rules need another.
  const stored = storeAttributes(
    Object.fromEntries(given.map(([, value]) => ["TraceHeader", value])),
  );
  const header = stored["TraceHeader"];
  return header === undefined ? {} : { AWSTraceHeader: header };
}

function delaySeconds(settings: QueueSettings, asked: number | undefined): number {
  if (asked === undefined) return settings.delaySeconds;
  if (settings.fifo && asked !== 0) {
    invalidParameter(
      asked,
      "DelaySeconds",
      "The request include parameter that is not valid for this queue type.",
    );
  }
  if (!Number.isInteger(asked) || asked < 0 || asked > MAX_DELAY_SECONDS) {
    invalidParameter(asked, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
  }
  return settings.fifo ? settings.delaySeconds : asked;
}

function checkIds(
  settings: QueueSettings,
  draft: Draft,
  body: string,
): { groupId?: string; deduplicationId?: string } {
  const { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = draft;
  checkId("MessageGroupId", groupId);
  checkId("MessageDeduplicationId", deduplicationId);
  if (!settings.fifo) {
    if (deduplicationId !== undefined) {
      invalidParameter(
        deduplicationId,
        "MessageDeduplicationId",
        "The request includes a parameter that is not valid for this queue type.",
      );
    }
    // In a standard queue a group id only asks for fairness between tenants.
    return groupId === undefined ? {} : { groupId };
  }
  if (groupId === undefined) return missingParameter("MessageGroupId");
  if (deduplicationId !== undefined) return { groupId, deduplicationId };
  if (settings.contentBasedDeduplication) return { groupId, deduplicationId: sha256(body) };
  return fail(
    "InvalidParameterValue",
    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
  );
}

function checkId(parameter: string, value: string | undefined): void {
  if (value !== undefined && !LEGAL_ID.test(value)) {
    invalidParameter(
      value,
      parameter,
      `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
}

/** Puts a checked message into its queue, unless a FIFO queue took its like within five minutes. */
export function enqueue(
  state: SqsState,
  cloud: Cloud,
  { queue, checked }: { queue: Queue; checked: CheckedMessage },
): Sent {
  const { message, systemAttributes } = checked;
  const now = cloud.clock.now();
  const accepted = accept(state, cloud.store, { queue, message, now });
  state.arrivals.announce(queue.key);
  return {
    MessageId: accepted.messageId,
    MD5OfMessageBody: hash("md5", message.body),
    ...digest("MD5OfMessageAttributes", message.attributes),
    ...digest("MD5OfMessageSystemAttributes", systemAttributes),
    ...(isFifo(queue) ? { SequenceNumber: sequenceNumber(accepted.seq) } : {}),
  };
}

function accept(
  { messages, deduplication }: SqsState,
  store: Store,
  { queue, message, now }: { queue: Queue; message: NewMessage; now: number },
): { messageId: string; seq: number } {
  const put = (): { messageId: string; seq: number } => {
    const seq = messages.put(queue.key, message, { now, sentAt: now, retainedFrom: now });
    return { messageId: message.id, seq };
  };
  const { deduplicationId } = message;
  // One statement is a transaction of its own.
  if (!isFifo(queue) || deduplicationId === undefined) return put();
  const { deduplicatesByGroup } = settingsOf(queue);
  const scope = deduplicatesByGroup ? `${queue.key} ${message.groupId}` : queue.key;
  return store.transaction(() => {
    const earlier = deduplication.find(scope, deduplicationId, now);
    if (earlier !== undefined) return earlier;
    const accepted = put();
    deduplication.remember(scope, deduplicationId, { ...accepted, now });
    return accepted;
  });
}

function digest<K extends string>(name: K, attributes: StoredAttributes): { [P in K]?: string } {
  const md5 = attributesMd5(attributes);
  if (md5 === undefined) return {};
  // oxlint-disable-next-line typescript/consistent-type-assertions -- a computed key of a generic name
  return { [name]: md5 } as { [P in K]?: string };
}

function sha256(text: string): string {
  return hash("sha256", text);
}

import { createHash, randomUUID } from "node:crypto";
import * as z from "zod";
import type { Cloud } from "../../cloud.ts";
import { FIFO_KIND, STANDARD_KIND } from "./deliver.ts";
import { invalidParameter } from "./errors.ts";
import { accepts } from "./filter-policy.ts";
import type { PublishedMessage } from "./message.ts";
import { attributesSizeBytes, readAttributes } from "./publish-attributes.ts";
import { subscriptionsOf, type SnsState } from "./sns-state.ts";
import { isFifo, type Topic } from "./topic.ts";

/** A message as Publish and the entries of PublishBatch give it. */
export interface Draft {
  readonly Message?: string | undefined;
  readonly Subject?: string | undefined;
  readonly MessageStructure?: string | undefined;
  readonly MessageAttributes?: Record<string, GivenAttribute> | undefined;
  readonly MessageDeduplicationId?: string | undefined;
  readonly MessageGroupId?: string | undefined;
}

interface GivenAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** What a message says, checked, before it belongs to a topic. */
export type Content = Pick<PublishedMessage, "body" | "bodies" | "subject" | "attributes">;

export const MAX_MESSAGE_BYTES = 262_144; // 256 KiB with attributes, a batch in all; SNS quotas
const LEGAL_ID = /^[\x21-\x7e]{1,128}$/;
const FIRST_SEQUENCE_NUMBER = 10_000_000_000_000_000_000n;
const SEQUENCE_STEP = 1000n;

const Bodies = z.record(z.string(), z.unknown());

/**
 * Checks what a message says.
 *
 * @throws {AwsError} `InvalidParameter`, `ParameterValueInvalid`.
 */
export function readContent(draft: Draft): Content & { sizeBytes: number } {
  const { Message: text = "", Subject: subject } = draft;
  if (text === "") invalidParameter("Empty message");
  if (subject !== undefined && !isSubject(subject)) invalidParameter("Subject");
  const attributes = readAttributes(draft.MessageAttributes);
  const sizeBytes = Buffer.byteLength(text) + attributesSizeBytes(attributes);
  if (sizeBytes > MAX_MESSAGE_BYTES) invalidParameter("Message too long");
  return {
    attributes,
    sizeBytes,
    ...(subject === undefined ? {} : { subject }),
    ...readBodies(text, draft.MessageStructure),
  };
}

/** Up to 100 characters without line breaks or control characters. */
function isSubject(subject: string): boolean {
  return subject.length > 0 && subject.length <= 100 && !/\p{Cc}/u.test(subject);
}

function readBodies(
  text: string,
  structure: string | undefined,
): Pick<PublishedMessage, "body" | "bodies"> {
  if (structure === undefined || structure === "") return { body: text };
  if (structure !== "json") invalidParameter("MessageStructure");
  const given = Bodies.safeParse(tryParse(text)).data;
  if (given === undefined) {
    return invalidParameter("Message Structure - JSON message body failed to parse");
  }
  const texts = Object.entries(given).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const bodies = Object.fromEntries(texts);
  const body = Object.hasOwn(bodies, "default") ? bodies["default"] : undefined;
  if (body === undefined) {
    return invalidParameter("Message Structure - No default entry in JSON message body");
  }
  return { body, bodies };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Checks the ids by which a FIFO topic orders and deduplicates.
 *
 * @throws {AwsError} `InvalidParameter`.
 */
export function readIds(
  topic: Topic,
  draft: Draft,
  content: Content,
): Pick<PublishedMessage, "groupId" | "deduplicationId"> {
  const { MessageGroupId: groupId, MessageDeduplicationId: given } = draft;
  if (groupId !== undefined && !LEGAL_ID.test(groupId)) invalidParameter("MessageGroupId");
  if (given !== undefined && !LEGAL_ID.test(given)) invalidParameter("MessageDeduplicationId");
  if (!isFifo(topic)) {
    if (given !== undefined) {
      invalidParameter(
        "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type",
      );
    }
    return groupId === undefined ? {} : { groupId };
  }
  if (groupId === undefined) {
    return invalidParameter("The MessageGroupId parameter is required for FIFO topics");
  }
  const deduplicationId = given ?? contentDigest(topic, content);
  return { groupId, deduplicationId };
}

function contentDigest(topic: Topic, { body }: Content): string {
  if (topic.attributes["ContentBasedDeduplication"] !== "true") {
    invalidParameter(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  return createHash("sha256").update(body).digest("hex");
}

/** What the publisher is told. */
export interface Published {
  readonly MessageId: string;
  readonly SequenceNumber?: string;
}

/** Takes a message and queues it for every confirmed subscription whose filter lets it through. */
export function publish(
  state: SnsState,
  cloud: Cloud,
  { topic, draft }: { topic: Topic; draft: Draft },
): Published {
  const { sizeBytes: _sizeBytes, ...content } = readContent(draft);
  const message = {
    id: randomUUID(),
    topicArn: topic.arn,
    publishedAt: cloud.clock.now(),
    ...content,
    ...readIds(topic, draft, content),
  };
  return cloud.store.transaction(() => {
    if (!isFifo(topic)) {
      fanOut(state, cloud, message);
      return { MessageId: message.id };
    }
    const { taken, duplicate } = takeOnce(state, topic, message);
    if (!duplicate) fanOut(state, cloud, taken);
    return { MessageId: taken.id, SequenceNumber: taken.sequenceNumber };
  });
}

function takeOnce(
  { deduplication, sequence }: SnsState,
  topic: Topic,
  message: PublishedMessage,
): { taken: PublishedMessage & { sequenceNumber: string }; duplicate: boolean } {
  const { deduplicationId = "", groupId = "", publishedAt: now } = message;
  const byGroup = topic.attributes["FifoThroughputScope"] === "MessageGroup";
  const scope = byGroup ? `${topic.arn} ${groupId}` : topic.arn;
  const earlier = deduplication.find(scope, deduplicationId, now);
  if (earlier !== undefined) {
    const sequenceNumber = sequenceText(earlier.seq);
    return { taken: { ...message, id: earlier.messageId, sequenceNumber }, duplicate: true };
  }
  const seq = (sequence.get(topic.arn) ?? 0) + 1;
  sequence.put(topic.arn, seq);
  deduplication.remember(scope, deduplicationId, { messageId: message.id, seq, now });
  return { taken: { ...message, sequenceNumber: sequenceText(seq) }, duplicate: false };
}

function sequenceText(seq: number): string {
  return String(FIRST_SEQUENCE_NUMBER + BigInt(seq) * SEQUENCE_STEP);
}

function fanOut(state: SnsState, cloud: Cloud, message: PublishedMessage): void {
  const kind = message.sequenceNumber === undefined ? STANDARD_KIND : FIFO_KIND;
  for (const subscription of subscriptionsOf(state, message.topicArn)) {
    if (subscription.pending === undefined && accepts(subscription, message)) {
      cloud.deliveries.enqueue(kind, { subscriptionArn: subscription.arn, message });
    }
  }
}

import type { PublishedAttributes } from "./publish-attributes.ts";

/** A message as it was published. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  /** What every protocol gets unless it has its own in `bodies`. */
  readonly body: string;
  /** With `MessageStructure: json`: the bodies by protocol. */
  readonly bodies?: Readonly<Record<string, string>>;
  readonly subject?: string;
  readonly attributes: PublishedAttributes;
  /** Milliseconds since the Unix epoch. */
  readonly publishedAt: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** A FIFO topic's sequence number. */
  readonly sequenceNumber?: string;
}

/** What a protocol gets to see of a message. */
export function bodyFor(message: PublishedMessage, protocol: string): string {
  const { bodies } = message;
  return (
    (bodies !== undefined && Object.hasOwn(bodies, protocol) ? bodies[protocol] : undefined) ??
    message.body
  );
}

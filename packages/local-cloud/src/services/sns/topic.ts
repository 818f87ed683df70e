/** A topic as it is stored. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  /** Only what was set. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly subscriptionsDeleted: number;
}

/** Where the messages of a topic go, one protocol and one endpoint each. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly ownerAccountId: string;
  /** The ARN of who subscribed. */
  readonly principalArn: string;
  /** Present until the endpoint's owner has confirmed. */
  readonly pending?: PendingConfirmation;
  /** True when whoever subscribed or confirmed had credentials. */
  readonly authenticated: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What confirms a subscription, and until when. */
export interface PendingConfirmation {
  readonly token: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** The protocols that are delivered here. */
export const PROTOCOLS = ["sqs", "lambda", "email", "email-json", "sms", "http", "https"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** True for a topic that keeps the order of its message groups. */
export function isFifo(topic: Topic): boolean {
  return topic.attributes["FifoTopic"] === "true";
}

/** True when the endpoint gets the message itself and not SNS's envelope. */
export function isRaw(subscription: Subscription): boolean {
  return subscription.attributes["RawMessageDelivery"] === "true";
}

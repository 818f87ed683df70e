import { bodyFor, type PublishedMessage } from "./message.ts";
import type { PublishedAttributes } from "./publish-attributes.ts";
import type { Signer } from "./signer.ts";
import type { Subscription } from "./topic.ts";

/** One message on its way to one subscription. */
export interface Notification {
  readonly message: PublishedMessage;
  readonly subscription: Subscription;
  readonly endpoint: string;
  readonly signer: Signer;
  readonly signatureVersion: "1" | "2";
}

/** SNS's links: they work at this cloud's own endpoint. */
export function unsubscribeUrl(endpoint: string, subscriptionArn: string): string {
  return `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}&Version=2010-03-31`;
}

/** Where a receiver would find the certificate; this cloud signs, but serves none. */
export function signingCertUrl(endpoint: string): string {
  return `${endpoint}/SimpleNotificationService-local.pem`;
}

/** The members that SNS signs, in its order. */
function signatureOf(notification: Notification): string {
  const { message, subscription, signer, signatureVersion } = notification;
  const signed: [string, string | undefined][] = [
    ["Message", bodyFor(message, subscription.protocol)],
    ["MessageId", message.id],
    ["Subject", message.subject],
    ["Timestamp", timestamp(message)],
    ["TopicArn", message.topicArn],
    ["Type", "Notification"],
  ];
  const text = signed
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
  return signer.sign(text, signatureVersion);
}

function timestamp({ publishedAt }: PublishedMessage): string {
  return new Date(publishedAt).toISOString();
}

/**
 * The envelope of a message for SQS, HTTP and e-mail in JSON, spaced as SNS spaces it.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function envelope(notification: Notification): string {
  const { message, subscription, endpoint, signatureVersion } = notification;
  const members: [string, string | undefined][] = [
    ["Type", "Notification"],
    ["MessageId", message.id],
    ["SequenceNumber", message.sequenceNumber],
    ["TopicArn", message.topicArn],
    ["Subject", message.subject],
    ["Message", bodyFor(message, subscription.protocol)],
    ["Timestamp", timestamp(message)],
    ["SignatureVersion", signatureVersion],
    ["Signature", signatureOf(notification)],
    ["SigningCertURL", signingCertUrl(endpoint)],
    ["UnsubscribeURL", unsubscribeUrl(endpoint, subscription.arn)],
  ];
  const lines = members
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  "${name}" : ${JSON.stringify(value)}`);
  const attributes = attributeLines(message.attributes);
  return `{\n${[...lines, ...attributes].join(",\n")}\n}`;
}

function attributeLines(attributes: PublishedAttributes): string[] {
  const lines = Object.entries(attributes).map(
    ([name, { type, value }]) =>
      `    ${JSON.stringify(name)} : ${JSON.stringify({ Type: type, Value: value })}`,
  );
  return lines.length === 0 ? [] : [`  "MessageAttributes" : {\n${lines.join(",\n")}\n  }`];
}

/**
 * The event that a subscribed function gets.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function lambdaEvent(notification: Notification): unknown {
  const { message, subscription, endpoint, signatureVersion } = notification;
  const attributes = Object.entries(message.attributes).map(([name, { type, value }]) => [
    name,
    { Type: type, Value: value },
  ]);
  return {
    Records: [
      {
        EventSource: "aws:sns",
        EventVersion: "1.0",
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Type: "Notification",
          MessageId: message.id,
          TopicArn: message.topicArn,
          Subject: message.subject ?? null,
          Message: bodyFor(message, "lambda"),
          Timestamp: timestamp(message),
          SignatureVersion: signatureVersion,
          Signature: signatureOf(notification),
          SigningCertUrl: signingCertUrl(endpoint),
          UnsubscribeUrl: unsubscribeUrl(endpoint, subscription.arn),
          MessageAttributes: Object.fromEntries(attributes),
        },
      },
    ],
  };
}

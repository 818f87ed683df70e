import type { Principal } from "../../access/principal.ts";
import type { Cloud } from "../../cloud.ts";
import { AwsError } from "../../errors.ts";
import { DONE, type Delivery, type DeliveryOutcome } from "../../store/deliveries.ts";
import { envelope, lambdaEvent, unsubscribeUrl, type Notification } from "./envelope.ts";
import { bodyFor, type PublishedMessage } from "./message.ts";
import { retryDelayMs } from "./retry.ts";
import type { SnsState } from "./sns-state.ts";
import { deadLetterQueueOf } from "./subscription-attributes.ts";
import { isRaw, type Subscription } from "./topic.ts";

/** A message for one subscription, as it waits to be delivered. */
export interface PendingDelivery {
  readonly subscriptionArn: string;
  readonly message: PublishedMessage;
}

/** The delivery queues: FIFO topics have their own, in which one delivery follows the other. */
export const STANDARD_KIND = "sns.delivery";
export const FIFO_KIND = "sns.fifoDelivery";

/** Says how SNS delivers. Call it when the plugin opens. */
export function handleDeliveries(state: SnsState, cloud: Cloud): void {
  const chaos = { service: "sns", operation: "deliver" };
  const handler = (delivery: Delivery<PendingDelivery>): Promise<DeliveryOutcome> =>
    deliver(state, cloud, delivery);
  cloud.deliveries.handle(STANDARD_KIND, { chaos }, handler);
  cloud.deliveries.handle(FIFO_KIND, { chaos, concurrency: 1 }, handler);
}

async function deliver(
  state: SnsState,
  cloud: Cloud,
  { payload, attempt }: Delivery<PendingDelivery>,
): Promise<DeliveryOutcome> {
  const subscription = state.subscriptions.get(payload.subscriptionArn);
  if (subscription === undefined) return DONE; // unsubscribed meanwhile
  const topic = state.topics.get(subscription.topicArn);
  const notification: Notification = {
    message: payload.message,
    subscription,
    endpoint: cloud.endpoint,
    signer: state.signer,
    signatureVersion: topic?.attributes["SignatureVersion"] === "2" ? "2" : "1",
  };
  try {
    await send(cloud, notification);
    return DONE;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const retryInMs = isServerSide(error) ? retryDelayMs(attempt) : undefined;
    if (retryInMs !== undefined) return { retryInMs };
    await deadLetter(cloud, notification);
    return DONE;
  }
}

/** Only what the endpoint may recover from is tried again; a missing queue or permission is not. */
function isServerSide(error: AwsError): boolean {
  return error.status >= 500 || error.status === 429 || /throttl/i.test(error.code);
}

async function send(cloud: Cloud, notification: Notification): Promise<void> {
  const { subscription, message } = notification;
  switch (subscription.protocol) {
    case "sqs":
      return sendToQueue(cloud, notification, subscription.endpoint);
    case "lambda":
      await cloud.call(
        "lambda",
        "Invoke",
        {
          FunctionName: subscription.endpoint,
          InvocationType: "Event",
          Payload: Buffer.from(JSON.stringify(lambdaEvent(notification))),
        },
        { as: snsOf(subscription) },
      );
      return;
    case "sms":
      cloud.inbox.deliver({
        kind: "sms",
        to: subscription.endpoint,
        body: bodyFor(message, "sms"),
      });
      return;
    case "email":
    case "email-json":
      sendMail(cloud, notification);
      return;
    case "http":
    case "https":
      sendHttp(cloud, notification);
  }
}

function snsOf({ topicArn, ownerAccountId }: Subscription): Principal {
  const service = "sns.amazonaws.com";
  return { kind: "service", accountId: ownerAccountId, service, sourceArn: topicArn };
}

async function sendToQueue(
  cloud: Cloud,
  notification: Notification,
  queueArn: string,
): Promise<void> {
  const { message, subscription } = notification;
  const [, , , , accountId, name] = queueArn.split(":");
  const fifo = name?.endsWith(".fifo") === true;
  await cloud.call(
    "sqs",
    "SendMessage",
    {
      QueueUrl: `${cloud.endpoint}/${accountId}/${name}`,
      ...(isRaw(subscription)
        ? { MessageBody: bodyFor(message, "sqs"), MessageAttributes: rawAttributes(message) }
        : { MessageBody: envelope(notification) }),
      ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
      ...(fifo && message.deduplicationId !== undefined
        ? { MessageDeduplicationId: message.deduplicationId }
        : {}),
    },
    { as: snsOf(subscription) },
  );
}

interface RawAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

function rawAttributes({ attributes }: PublishedMessage): Record<string, RawAttribute> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [
      name,
      type.startsWith("Binary")
        ? { DataType: type, BinaryValue: Buffer.from(value, "base64") }
        : { DataType: type, StringValue: value },
    ]),
  );
}

function sendMail(cloud: Cloud, notification: Notification): void {
  const { message, subscription, endpoint } = notification;
  const { protocol, endpoint: to } = subscription;
  const subject = message.subject ?? "AWS Notification Message";
  if (protocol === "email-json") {
    cloud.inbox.deliver({ kind: "email", to, subject, body: envelope(notification) });
    return;
  }
  const body = [
    bodyFor(message, "email"),
    "",
    "--",
    "If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:",
    unsubscribeUrl(endpoint, subscription.arn),
    "",
  ].join("\n");
  cloud.inbox.deliver({ kind: "email", to, subject, body });
}

function sendHttp(cloud: Cloud, notification: Notification): void {
  const { message, subscription } = notification;
  const raw = isRaw(subscription);
  cloud.inbox.deliver({
    kind: "http",
    to: subscription.endpoint,
    body: raw ? bodyFor(message, subscription.protocol) : envelope(notification),
    headers: {
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-message-id": message.id,
      "x-amz-sns-topic-arn": message.topicArn,
      "x-amz-sns-subscription-arn": subscription.arn,
      ...(raw ? { "x-amz-sns-rawdelivery": "true" } : {}),
      "content-type": "text/plain; charset=UTF-8",
    },
  });
}

/** What could not be delivered goes to the subscription's dead-letter queue, or is lost. */
async function deadLetter(cloud: Cloud, notification: Notification): Promise<void> {
  const queueArn = deadLetterQueueOf(notification.subscription.attributes);
  if (queueArn === undefined) return;
  try {
    await sendToQueue(cloud, notification, queueArn);
  } catch (error) {
    // As on AWS a dead-letter queue that is gone or closed loses the message.
    if (!(error instanceof AwsError)) throw error;
  }
}

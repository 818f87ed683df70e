import { randomBytes, randomUUID } from "node:crypto";
import type { Cloud } from "../../cloud.ts";
import { signingCertUrl } from "./envelope.ts";
import type { Signer } from "./signer.ts";
import type { PendingConfirmation, Protocol, Subscription } from "./topic.ts";

const TOKEN_LIFETIME_MS = 2 * 24 * 3600 * 1000; // "valid for two days"; SNS API reference, Subscribe

/** Protocols whose endpoint has to say that it wants the messages. */
const CONFIRMED_BY_ENDPOINT = new Set<Protocol>(["email", "email-json", "http", "https"]);

/** What has to be confirmed before messages flow; `undefined` when nothing has to. */
export function pendingConfirmation(
  protocol: Protocol,
  now: number,
): PendingConfirmation | undefined {
  if (!CONFIRMED_BY_ENDPOINT.has(protocol)) return undefined;
  return { token: randomBytes(144).toString("hex"), expiresAt: now + TOKEN_LIFETIME_MS };
}

/** Asks the owner of an endpoint to confirm, by a message with a link that does. */
export function askForConfirmation(
  cloud: Cloud,
  signer: Signer,
  subscription: Subscription & { pending: PendingConfirmation },
): void {
  const { topicArn, protocol, endpoint, pending } = subscription;
  const query = new URLSearchParams({
    Action: "ConfirmSubscription",
    TopicArn: topicArn,
    Token: pending.token,
    Version: "2010-03-31",
  });
  const link = `${cloud.endpoint}/?${query.toString()}`;
  if (protocol === "email") {
    cloud.inbox.deliver({
      kind: "email",
      to: endpoint,
      subject: "AWS Notification - Subscription Confirmation",
      body: mailText(topicArn, link),
    });
    return;
  }
  const id = randomUUID();
  const body = confirmationJson(cloud, signer, { id, topicArn, token: pending.token, link });
  cloud.inbox.deliver({
    kind: protocol === "email-json" ? "email" : "http",
    to: endpoint,
    subject: "AWS Notification - Subscription Confirmation",
    body,
    headers: {
      "x-amz-sns-message-type": "SubscriptionConfirmation",
      "x-amz-sns-message-id": id,
      "x-amz-sns-topic-arn": topicArn,
      "content-type": "text/plain; charset=UTF-8",
    },
  });
}

function mailText(topicArn: string, link: string): string {
  return [
    "You have chosen to subscribe to the topic:",
    topicArn,
    "",
    "To confirm this subscription, click or visit the link below (If this was in error no action is necessary):",
    link,
    "",
  ].join("\n");
}

function confirmationJson(
  cloud: Cloud,
  signer: Signer,
  message: { id: string; topicArn: string; token: string; link: string },
): string {
  const { id, topicArn, token, link } = message;
  const Message = `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;
  const Timestamp = new Date(cloud.clock.now()).toISOString();
  const signed = {
    Message,
    MessageId: id,
    SubscribeURL: link,
    Timestamp,
    Token: token,
    TopicArn: topicArn,
    Type: "SubscriptionConfirmation",
  };
  const text = Object.entries(signed)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join("");
  const members = {
    Type: "SubscriptionConfirmation",
    MessageId: id,
    Token: token,
    TopicArn: topicArn,
    Message,
    SubscribeURL: link,
    Timestamp,
    SignatureVersion: "1",
    Signature: signer.sign(text, "1"),
    SigningCertURL: signingCertUrl(cloud.endpoint),
  };
  return JSON.stringify(members, null, 2);
}

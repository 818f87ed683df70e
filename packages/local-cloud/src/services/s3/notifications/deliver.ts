import type { Principal } from "../../../access/principal.ts";
import type { Cloud } from "../../../cloud.ts";
import { AwsError } from "../../../errors.ts";
import { DONE, type Delivery, type DeliveryOutcome } from "../../../store/deliveries.ts";
import type { Destination } from "./destinations.ts";
import type { EventBridgeEntry } from "./event-bridge-entry.ts";

/** A message on its way to one destination. */
export type Notification =
  | { readonly to: Destination; readonly bucketArn: string; readonly message: string }
  | {
      readonly to: { readonly kind: "events" };
      readonly bucketArn: string;
      readonly entry: EventBridgeEntry;
    };

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Hands a notification over. A destination that is busy or broken is tried again for a day; an
 * error that says the request is wrong (no such queue, access denied) is thrown, so that it is
 * reported and soon given up.
 */
export async function deliverNotification(
  cloud: Cloud,
  { payload, attempt, enqueuedAt }: Delivery<Notification>,
): Promise<DeliveryOutcome> {
  try {
    await handOver(cloud, payload);
    return DONE;
  } catch (error) {
    const expired = cloud.clock.now() - enqueuedAt > GIVE_UP_AFTER_MS;
    if (!isTransient(error) || expired) throw error;
    return { retryInMs: Math.min(FIRST_RETRY_MS * 2 ** attempt, LONGEST_RETRY_MS) };
  }
}

async function handOver(cloud: Cloud, notification: Notification): Promise<void> {
  const as = actingFor(cloud, notification.bucketArn);
  if ("entry" in notification) {
    await putEvent(cloud, notification.entry, as);
    return;
  }
  const { to, message } = notification;
  switch (to.kind) {
    case "lambda": {
      const Payload = new TextEncoder().encode(message);
      const input = { FunctionName: to.arn, InvocationType: "Event", Payload } as const;
      await cloud.call("lambda", "Invoke", input, { as });
      break;
    }
    case "sqs":
      await sendToQueue(cloud, { arn: to.arn, message }, as);
      break;
    case "sns":
      await publishToTopic(cloud, { arn: to.arn, message }, as);
  }
}

/** S3 itself, acting for a bucket. */
export function actingFor(cloud: Cloud, bucketArn: string): Principal {
  const { accountId } = cloud.config;
  return { kind: "service", accountId, service: "s3.amazonaws.com", sourceArn: bucketArn };
}

/** Sends a message to a queue by its ARN. */
export async function sendToQueue(
  cloud: Cloud,
  { arn, message }: { arn: string; message: string },
  as: Principal,
): Promise<void> {
  const [, , , , account = "", name = ""] = arn.split(":");
  const owner: Principal = { kind: "root", accountId: account };
  const address = { QueueName: name, QueueOwnerAWSAccountId: account };
  const { QueueUrl } = await cloud.call("sqs", "GetQueueUrl", address, { as: owner });
  await cloud.call("sqs", "SendMessage", { QueueUrl, MessageBody: message }, { as });
}

/** Publishes a message to a topic. */
export async function publishToTopic(
  cloud: Cloud,
  { arn, message }: { arn: string; message: string },
  as: Principal,
): Promise<void> {
  const input = { TopicArn: arn, Subject: "Amazon S3 Notification", Message: message };
  await cloud.call("sns", "Publish", input, { as });
}

async function putEvent(cloud: Cloud, entry: EventBridgeEntry, as: Principal): Promise<void> {
  const { source, detailType, detail, resources, at } = entry;
  const Entries = [
    {
      Source: source,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
      Resources: [...resources],
      Time: new Date(at),
    },
  ];
  const answer = await cloud.call("events", "PutEvents", { Entries }, { as });
  const [result] = answer.Entries ?? [];
  if (result?.ErrorCode === undefined) return;
  throw new AwsError(result.ErrorCode, result.ErrorMessage ?? result.ErrorCode);
}

const THROTTLES = /Throttl|TooManyRequests|ServiceUnavailable|SlowDown|RequestLimitExceeded/;

function isTransient(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  if (error.status === 501) return false;
  return error.status >= 500 || THROTTLES.test(error.code);
}

import { principalArn } from "../../../access/principal.ts";
import type { Bucket } from "../buckets.ts";
import type { S3Context } from "../state.ts";
import type { Change, Circumstances } from "./change.ts";
import type { Notification } from "./deliver.ts";
import { subscriptionsOf, wants } from "./destinations.ts";
import { eventBridgeEntry } from "./event-bridge-entry.ts";
import { eventMessage } from "./event-record.ts";

/** The kind of S3's deliveries in the cloud's queue. */
export const NOTIFICATION_DELIVERY = "s3.notification";

/** Queues a message for each destination that wants the change; inside the change's transaction. */
export function publishChange(ctx: S3Context, bucket: Bucket, change: Change): void {
  const configuration = bucket.notifications;
  if (configuration === undefined) return;
  const circumstances = describe(ctx, bucket);
  const bucketArn = `arn:aws:s3:::${bucket.name}`;
  const enqueue = (notification: Notification): void =>
    ctx.cloud.deliveries.enqueue(NOTIFICATION_DELIVERY, notification);

  for (const subscription of subscriptionsOf(configuration)) {
    if (!wants(subscription, change.name, change.key)) continue;
    const message = eventMessage(change, circumstances, subscription.id);
    enqueue({ to: subscription.destination, bucketArn, message: JSON.stringify(message) });
  }
  if (configuration.EventBridgeConfiguration !== undefined) {
    const entry = eventBridgeEntry(change, circumstances);
    enqueue({ to: { kind: "events" }, bucketArn, entry });
  }
}

function describe(ctx: S3Context, bucket: Bucket): Circumstances {
  const { principal, cloud, requestId } = ctx;
  return {
    region: bucket.region,
    bucket: bucket.name,
    bucketOwner: bucket.owner,
    at: cloud.clock.now(),
    requestId,
    caller: principalArn(principal),
    requester: principal.kind === "service" ? principal.service : principal.accountId,
    sourceIpAddress: principal.kind === "service" ? principal.service : "127.0.0.1",
  };
}

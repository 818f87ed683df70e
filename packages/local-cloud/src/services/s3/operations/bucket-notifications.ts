import { randomUUID } from "node:crypto";
import type * as S3 from "@aws-sdk/client-s3";
import type { Operation } from "../../../service.ts";
import { changeBucket, openBucket } from "../gate.ts";
import { checkConfiguration } from "../notifications/check-configuration.ts";
import { checkDestinations } from "../notifications/check-destinations.ts";
import { subscriptionsOf } from "../notifications/destinations.ts";
import type { S3State } from "../state.ts";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
export const putBucketNotificationConfiguration: Operation<
  typeof S3,
  "PutBucketNotificationConfiguration",
  S3State
> = async (input, ctx) => {
  const bucket = openBucket(ctx, input);
  const asked = input.NotificationConfiguration ?? {};
  checkConfiguration(asked, bucket.region);
  if (input.SkipDestinationValidation !== true) {
    const subscriptions = subscriptionsOf(asked);
    await checkDestinations(ctx.cloud, bucket, { subscriptions, requestId: ctx.requestId });
  }
  const { LambdaFunctionConfigurations, QueueConfigurations, TopicConfigurations } = asked;
  const { EventBridgeConfiguration } = asked;
  const notifications: S3.NotificationConfiguration = {
    ...(LambdaFunctionConfigurations !== undefined && {
      LambdaFunctionConfigurations: LambdaFunctionConfigurations.map(withId),
    }),
    ...(QueueConfigurations !== undefined && {
      QueueConfigurations: QueueConfigurations.map(withId),
    }),
    ...(TopicConfigurations !== undefined && {
      TopicConfigurations: TopicConfigurations.map(withId),
    }),
    ...(EventBridgeConfiguration !== undefined && { EventBridgeConfiguration }),
  };
  changeBucket(ctx, input, () => ({ notifications }));
  return {};
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html */
export const getBucketNotificationConfiguration: Operation<
  typeof S3,
  "GetBucketNotificationConfiguration",
  S3State
> = (input, ctx) => ({ ...openBucket(ctx, input).notifications });

function withId<Entry extends { Id?: string | undefined }>(entry: Entry): Entry {
  return { ...entry, Id: entry.Id ?? randomUUID() };
}

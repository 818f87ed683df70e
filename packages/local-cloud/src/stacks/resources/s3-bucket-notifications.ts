import type * as S3 from "@aws-sdk/client-s3";
import * as z from "zod";
import { flag, text, word } from "../property.ts";

const filterName = z.preprocess(
  (name) => (typeof name === "string" ? name.toLowerCase() : name),
  z.enum(["prefix", "suffix"]),
);

const filter = z
  .strictObject({
    S3Key: z.strictObject({ Rules: z.array(z.strictObject({ Name: filterName, Value: text })) }),
  })
  .optional();

/** The `NotificationConfiguration` of a bucket. */
export const bucketNotifications = z.strictObject({
  EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: flag.default(true) }).optional(),
  LambdaConfigurations: z
    .array(z.strictObject({ Event: word<S3.Event>(), Function: text, Filter: filter }))
    .optional(),
  QueueConfigurations: z
    .array(z.strictObject({ Event: word<S3.Event>(), Queue: text, Filter: filter }))
    .optional(),
  TopicConfigurations: z
    .array(z.strictObject({ Event: word<S3.Event>(), Topic: text, Filter: filter }))
    .optional(),
});

/** The same as S3's API has it; without a configuration, the empty one that takes all away. */
export function notificationConfiguration(
  given: z.infer<typeof bucketNotifications> | undefined,
): S3.NotificationConfiguration {
  const bridged = given?.EventBridgeConfiguration?.EventBridgeEnabled === true;
  return {
    ...(bridged ? { EventBridgeConfiguration: {} } : {}),
    LambdaFunctionConfigurations: given?.LambdaConfigurations?.map((entry) => ({
      LambdaFunctionArn: entry.Function,
      ...eventAndFilter(entry),
    })),
    QueueConfigurations: given?.QueueConfigurations?.map((entry) => ({
      QueueArn: entry.Queue,
      ...eventAndFilter(entry),
    })),
    TopicConfigurations: given?.TopicConfigurations?.map((entry) => ({
      TopicArn: entry.Topic,
      ...eventAndFilter(entry),
    })),
  };
}

function eventAndFilter(entry: { Event: S3.Event; Filter?: z.infer<typeof filter> }): {
  Events: S3.Event[];
  Filter: S3.NotificationConfigurationFilter | undefined;
} {
  const rules = entry.Filter?.S3Key.Rules;
  return {
    Events: [entry.Event],
    Filter: rules === undefined ? undefined : { Key: { FilterRules: rules } },
  };
}

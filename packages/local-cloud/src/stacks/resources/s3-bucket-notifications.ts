import type * as S3 from "@aws-sdk/client-s3";
import * as z from "zod";
import { flag, text } from "../property.ts";

const filter = z
  .strictObject({
    S3Key: z.strictObject({ Rules: z.array(z.strictObject({ Name: text, Value: text })) }),
  })
  .optional();

/** The `NotificationConfiguration` of a bucket. */
export const bucketNotifications = z.strictObject({
  EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: flag.default(true) }).optional(),
  LambdaConfigurations: z
    .array(z.strictObject({ Event: text, Function: text, Filter: filter }))
    .optional(),
  QueueConfigurations: z
    .array(z.strictObject({ Event: text, Queue: text, Filter: filter }))
    .optional(),
  TopicConfigurations: z
    .array(z.strictObject({ Event: text, Topic: text, Filter: filter }))
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

function eventAndFilter(entry: { Event: string; Filter?: z.infer<typeof filter> }): {
  Events: S3.Event[];
  Filter: S3.NotificationConfigurationFilter | undefined;
} {
  const rules = entry.Filter?.S3Key.Rules.map(({ Name, Value }) => ({
    Name: filterName(Name),
    Value,
  }));
  return {
    Events: [event(entry.Event)],
    Filter: rules === undefined ? undefined : { Key: { FilterRules: rules } },
  };
}

function event(name: string): S3.Event {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the list of events is S3's to check
  return name as S3.Event;
}

function filterName(name: string): S3.FilterRuleName {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- S3 refuses other names
  return name.toLowerCase() as S3.FilterRuleName;
}

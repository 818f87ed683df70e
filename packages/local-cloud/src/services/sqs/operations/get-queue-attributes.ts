import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { unknownAttribute } from "../errors.ts";
import { effectiveAttributes } from "../queue.ts";
import { dropExpired } from "../receive.ts";
import type { SqsState } from "../sqs-state.ts";

const KNOWN = new Set<string>([
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
  "ContentBasedDeduplication",
  "CreatedTimestamp",
  "DeduplicationScope",
  "DelaySeconds",
  "FifoQueue",
  "FifoThroughputLimit",
  "KmsDataKeyReusePeriodSeconds",
  "KmsMasterKeyId",
  "LastModifiedTimestamp",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "Policy",
  "QueueArn",
  "ReceiveMessageWaitTimeSeconds",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
  "VisibilityTimeout",
]);

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const getQueueAttributes: Operation<typeof Sqs, "GetQueueAttributes", SqsState> = (
  input,
  ctx,
) => {
  const { queues, messages } = ctx.state;
  const queue = queues.byUrl(input.QueueUrl);
  const names: readonly string[] = input.AttributeNames ?? [];
  if (names.length === 0) return {};
  const unknown = names.find((name) => name !== "All" && !KNOWN.has(name));
  if (unknown !== undefined) unknownAttribute(unknown);

  const now = ctx.cloud.clock.now();
  dropExpired(ctx.state, queue, now);
  const counts = messages.counts(queue.key, now);
  const attributes: Record<string, string> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: seconds(queue.createdAt),
    LastModifiedTimestamp: seconds(queue.modifiedAt),
    ...effectiveAttributes(queue.attributes),
  };
  const chosen = Object.entries(attributes).filter(
    ([name]) => names.includes("All") || names.includes(name),
  );
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
};

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000));
}

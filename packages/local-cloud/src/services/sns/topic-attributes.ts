import { NotEmulatedError } from "../../errors.ts";
import { invalidParameter } from "./errors.ts";
import type { SnsState } from "./sns-state.ts";
import { subscriptionsOf } from "./sns-state.ts";
import { without } from "./subscription-attributes.ts";
import { isFifo, type Topic } from "./topic.ts";

const SETTABLE = new Set([
  "DeliveryPolicy",
  "DisplayName",
  "KmsMasterKeyId",
  "Policy",
  "SignatureVersion",
  "TracingConfig",
]);
const FIFO_SETTABLE = new Set(["ContentBasedDeduplication", "FifoThroughputScope"]);
const NOT_EMULATED =
  /^(ArchivePolicy|DataProtectionPolicy|\w+(SuccessFeedback|FailureFeedback)\w+)$/;
const REMOVABLE = new Set(["Policy", "KmsMasterKeyId", "DeliveryPolicy"]);

/** What is wrong with a value, for the attributes that do not take every text. */
const FAULTS = new Map<string, (value: string) => string | undefined>([
  ["Policy", (value) => (isJsonObject(value) ? undefined : "Policy Error: null")],
  ["DeliveryPolicy", (value) => (isJsonObject(value) ? undefined : "DeliveryPolicy")],
  ["DisplayName", (value) => (value.length > 100 ? "DisplayName" : undefined)],
  ["SignatureVersion", (value) => (/^[12]$/.test(value) ? undefined : "SignatureVersion")],
  [
    "ContentBasedDeduplication",
    (value) =>
      /^(true|false)$/.test(value)
        ? undefined
        : `Attributes Reason: ContentBasedDeduplication: Invalid value [${value}]. Must be true or false.`,
  ],
]);

/**
 * Puts one attribute over those of a topic.
 *
 * @throws {AwsError} `InvalidParameter`, `NotEmulated`.
 */
export function setTopicAttribute(
  current: Readonly<Record<string, string>>,
  { name, value }: { name: string; value: string },
  fifo: boolean,
): Record<string, string> {
  if (NOT_EMULATED.test(name)) throw new NotEmulatedError("topic attribute", name);
  const known = SETTABLE.has(name) || (fifo && FIFO_SETTABLE.has(name));
  if (!known) invalidParameter("AttributeName");
  if (value === "" && REMOVABLE.has(name)) return without(current, name);
  const fault = FAULTS.get(name)?.(value);
  if (fault !== undefined) invalidParameter(fault);
  return { ...current, [name]: value };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Every attribute as GetTopicAttributes answers it. */
export function describeTopic(state: SnsState, topic: Topic): Record<string, string> {
  const subscriptions = subscriptionsOf(state, topic.arn);
  const pending = subscriptions.filter((subscription) => subscription.pending !== undefined).length;
  return {
    TopicArn: topic.arn,
    Owner: topic.accountId,
    DisplayName: "",
    Policy: topicPolicy(topic),
    EffectiveDeliveryPolicy: JSON.stringify(DEFAULT_DELIVERY_POLICY),
    SubscriptionsConfirmed: String(subscriptions.length - pending),
    SubscriptionsPending: String(pending),
    SubscriptionsDeleted: String(topic.subscriptionsDeleted),
    ...(isFifo(topic) ? { ContentBasedDeduplication: "false" } : {}),
    ...topic.attributes,
  };
}

/** The policy of a topic, JSON: the one that was set, or the one that SNS gives to every topic. */
export function topicPolicy(topic: Topic): string {
  return topic.attributes["Policy"] ?? JSON.stringify(defaultPolicy(topic));
}

function defaultPolicy(topic: Topic): unknown {
  return {
    Version: "2008-10-17",
    Id: "__default_policy_ID",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "SNS:GetTopicAttributes",
          "SNS:SetTopicAttributes",
          "SNS:AddPermission",
          "SNS:RemovePermission",
          "SNS:DeleteTopic",
          "SNS:Subscribe",
          "SNS:ListSubscriptionsByTopic",
          "SNS:Publish",
        ],
        Resource: topic.arn,
        Condition: { StringEquals: { "AWS:SourceOwner": topic.accountId } },
      },
    ],
  };
}

const DEFAULT_DELIVERY_POLICY = {
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: "linear",
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: "text/plain; charset=UTF-8" },
  },
};

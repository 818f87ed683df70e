import type * as Sns from "@aws-sdk/client-sns";
import { arnOf, passRole, type Needs, type PermissionTable } from "./permission.ts";

interface TopicInput {
  readonly TopicArn?: string | undefined;
}

const onTopic = ({ TopicArn = "*" }: TopicInput): Needs => [TopicArn];
const onTagged = ({ ResourceArn = "*" }: { ResourceArn?: string | undefined }): Needs => [
  ResourceArn,
];
/** A subscription is not a resource: its topic is. */
const onSubscription = ({
  SubscriptionArn = "*",
}: {
  SubscriptionArn?: string | undefined;
}): Needs => [SubscriptionArn.split(":").slice(0, 6).join(":")];

/**
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html
 */
export const SNS_PERMISSIONS: PermissionTable<typeof Sns> = {
  AddPermission: onTopic,
  ConfirmSubscription: onTopic,
  CreateTopic: ({ Name = "" }, place) => [arnOf(place, "sns", Name)],
  DeleteTopic: onTopic,
  GetSubscriptionAttributes: onSubscription,
  GetTopicAttributes: onTopic,
  ListSubscriptions: (_input, place) => [arnOf(place, "sns", "*")],
  ListSubscriptionsByTopic: onTopic,
  ListTagsForResource: onTagged,
  ListTopics: (_input, place) => [arnOf(place, "sns", "*")],
  Publish: ({ TopicArn, TargetArn, PhoneNumber = "*" }) => [TopicArn ?? TargetArn ?? PhoneNumber],
  PublishBatch: ({ TopicArn = "*" }) => [{ action: "sns:Publish", resource: TopicArn }],
  RemovePermission: onTopic,
  SetSubscriptionAttributes: onSubscription,
  SetTopicAttributes: ({ TopicArn = "*", AttributeName = "", AttributeValue }) => [
    TopicArn,
    ...passRole(
      AttributeName.endsWith("FeedbackRoleArn") ? AttributeValue : "",
      "sns.amazonaws.com",
    ),
  ],
  Subscribe: ({ TopicArn = "*", Protocol, Endpoint }) => [
    {
      action: "sns:Subscribe",
      resource: TopicArn,
      context: { "sns:Protocol": Protocol, "sns:Endpoint": Endpoint },
    },
  ],
  TagResource: onTagged,
  Unsubscribe: onSubscription,
  UntagResource: onTagged,
};

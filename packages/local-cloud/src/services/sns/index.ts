import { definePlugin } from "../../service.ts";
import { handleDeliveries } from "./deliver.ts";
import { confirmSubscription } from "./operations/confirm-subscription.ts";
import { createTopic } from "./operations/create-topic.ts";
import { deleteTopic } from "./operations/delete-topic.ts";
import { getSubscriptionAttributes } from "./operations/get-subscription-attributes.ts";
import { getTopicAttributes } from "./operations/get-topic-attributes.ts";
import { listSubscriptionsByTopic } from "./operations/list-subscriptions-by-topic.ts";
import { listSubscriptions } from "./operations/list-subscriptions.ts";
import { listTopics } from "./operations/list-topics.ts";
import { publishBatch } from "./operations/publish-batch.ts";
import { publish } from "./operations/publish.ts";
import { setSubscriptionAttributes } from "./operations/set-subscription-attributes.ts";
import { setTopicAttributes } from "./operations/set-topic-attributes.ts";
import { subscribe } from "./operations/subscribe.ts";
import { listTagsForResource, tagResource, untagResource } from "./operations/tag-resource.ts";
import { unsubscribe } from "./operations/unsubscribe.ts";
import { openSns, type SnsState } from "./sns-state.ts";

/** Amazon SNS: topics and their delivery to queues, functions and the inbox. */
export const sns = definePlugin<"sns", SnsState>({
  id: "sns",
  operations: {
    ConfirmSubscription: confirmSubscription,
    CreateTopic: createTopic,
    DeleteTopic: deleteTopic,
    GetSubscriptionAttributes: getSubscriptionAttributes,
    GetTopicAttributes: getTopicAttributes,
    ListSubscriptions: listSubscriptions,
    ListSubscriptionsByTopic: listSubscriptionsByTopic,
    ListTagsForResource: listTagsForResource,
    ListTopics: listTopics,
    Publish: publish,
    PublishBatch: publishBatch,
    SetSubscriptionAttributes: setSubscriptionAttributes,
    SetTopicAttributes: setTopicAttributes,
    Subscribe: subscribe,
    TagResource: tagResource,
    Unsubscribe: unsubscribe,
    UntagResource: untagResource,
  },
  support: {
    ConfirmSubscription: { level: "partial", note: "AuthenticateOnUnsubscribe changes nothing" },
    Publish: {
      level: "partial",
      note: "e-mail, text messages and HTTP go to the inbox; a FIFO topic keeps its order unless a delivery has to be tried again; messages are signed with this cloud's key, whose certificate is not served; no mobile push",
    },
    Subscribe: { level: "partial", note: "no firehose or application endpoints" },
  },
  open(cloud) {
    const state = openSns(cloud);
    handleDeliveries(state, cloud);
    return state;
  },
});

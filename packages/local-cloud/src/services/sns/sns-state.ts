import type { Cloud } from "../../cloud.ts";
import { openDeduplication, type Deduplication } from "../../messaging/deduplication.ts";
import type { Collection } from "../../store/collection.ts";
import { checkArn, topicDoesNotExist } from "./errors.ts";
import { openSigner, type Signer } from "./signer.ts";
import type { Subscription, Topic } from "./topic.ts";

/** Everything that SNS keeps. */
export interface SnsState {
  readonly topics: Collection<Topic>;
  /** Under their ARNs, so the subscriptions of a topic stand together. */
  readonly subscriptions: Collection<Subscription>;
  readonly deduplication: Deduplication;
  /** How many messages FIFO topics have taken: their sequence numbers. */
  readonly sequence: Collection<number>;
  readonly signer: Signer;
}

/** Opens SNS's part of the store. */
export function openSns({ store }: Cloud): SnsState {
  return {
    topics: store.collection("sns.topics"),
    subscriptions: store.collection("sns.subscriptions"),
    deduplication: openDeduplication(store, "sns"),
    sequence: store.collection("sns.sequence"),
    signer: openSigner(store),
  };
}

/**
 * The topic of an ARN.
 *
 * @throws {AwsError} `InvalidParameter`, `NotFound`.
 */
export function findTopic(
  { topics }: SnsState,
  arn: string | undefined,
  parameter = "TopicArn",
): Topic {
  const topic = topics.get(checkArn(arn, parameter));
  if (topic === undefined) throw topicDoesNotExist();
  return topic;
}

/** The subscriptions of a topic, pending ones included. */
export function subscriptionsOf({ subscriptions }: SnsState, topicArn: string): Subscription[] {
  return subscriptions.entries({ prefix: `${topicArn}:` }).map(([, subscription]) => subscription);
}

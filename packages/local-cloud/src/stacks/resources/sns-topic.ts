import * as z from "zod";
import { unlessGone } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, document, flag, tagChanges, tagList, text } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const properties = {
  ContentBasedDeduplication: flag.optional(),
  DisplayName: text.optional(),
  FifoThroughputScope: text.optional(),
  FifoTopic: flag.optional(),
  KmsMasterKeyId: text.optional(),
  SignatureVersion: text.optional(),
  Subscription: z.array(z.strictObject({ Endpoint: text, Protocol: text })).optional(),
  Tags: tagList.optional(),
  TopicName: text.optional(),
  TracingConfig: text.optional(),
  ArchivePolicy: document.optional(),
};
type Topic = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const snsTopic = defineResource({
  type: "AWS::SNS::Topic",
  properties,
  storedOnly: ["DataProtectionPolicy", "DeliveryStatusLogging"],
  replaceOn: ["TopicName", "FifoTopic"],
  nameProperty: "TopicName",
  takesStackTags: true,
  attributes: ["TopicArn", "TopicName"],
  async create(wanted, job) {
    const suffix = wanted.FifoTopic === true ? { suffix: ".fifo" } : {};
    const Name = wanted.TopicName ?? job.physicalName({ max: 256, ...suffix });
    const { TopicArn = "" } = await job.call("sns", "CreateTopic", {
      Name,
      Attributes: attributesOf(wanted),
      Tags: allTags(wanted.Tags, job.stackTags),
    });
    job.started(TopicArn);
    await subscribe(TopicArn, wanted.Subscription, job);
    return made(TopicArn);
  },
  async update(wanted, job) {
    const { physicalId: TopicArn, previous } = job;
    const before = attributesOf(previous);
    const after = attributesOf(wanted);
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (before[name] === after[name]) continue;
      const input = { TopicArn, AttributeName: name, AttributeValue: after[name] ?? "" };
      await job.call("sns", "SetTopicAttributes", input);
    }
    await subscribe(TopicArn, wanted.Subscription, job);
    await retag(wanted, job);
    return made(TopicArn);
  },
  async remove(job) {
    const call = job.call("sns", "DeleteTopic", { TopicArn: job.physicalId });
    await unlessGone(call, "NotFound");
  },
});

function attributesOf(topic: Topic): Record<string, string> {
  const { Subscription: _subscription, Tags: _tags, TopicName: _name, ...attributes } = topic;
  const entries = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return Object.fromEntries(entries);
}

async function subscribe(
  TopicArn: string,
  subscriptions: Topic["Subscription"],
  job: Job,
): Promise<void> {
  // Subscribing the same endpoint twice gives the same subscription.
  for (const { Endpoint, Protocol } of subscriptions ?? []) {
    await job.call("sns", "Subscribe", { TopicArn, Endpoint, Protocol });
  }
}

async function retag(wanted: Topic, job: UpdateJob<Topic>): Promise<void> {
  const ResourceArn = job.physicalId;
  const { removed: TagKeys, set: after } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (TagKeys.length > 0) await job.call("sns", "UntagResource", { ResourceArn, TagKeys });
  if (after.length > 0) await job.call("sns", "TagResource", { ResourceArn, Tags: after });
}

function made(arn: string): Made {
  const TopicName = arn.split(":").at(-1) ?? "";
  return { physicalId: arn, attributes: { TopicArn: arn, TopicName } };
}

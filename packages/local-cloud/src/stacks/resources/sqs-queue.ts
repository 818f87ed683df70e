import type { Job } from "../job.ts";
import { unlessGone } from "../gone.ts";
import { allTags, document, flag, number, tagChanges, tagList, tagMap, text } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const properties = {
  ContentBasedDeduplication: flag.optional(),
  DeduplicationScope: text.optional(),
  DelaySeconds: number.optional(),
  FifoQueue: flag.optional(),
  FifoThroughputLimit: text.optional(),
  KmsDataKeyReusePeriodSeconds: number.optional(),
  KmsMasterKeyId: text.optional(),
  MaximumMessageSize: number.optional(),
  MessageRetentionPeriod: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  RedriveAllowPolicy: document.optional(),
  RedrivePolicy: document.optional(),
  SqsManagedSseEnabled: flag.optional(),
  VisibilityTimeout: number.optional(),
  QueueName: text.optional(),
  Tags: tagList.optional(),
};
type Queue = Properties<typeof properties>;

/** What an attribute is once the template no longer gives it. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ContentBasedDeduplication: "false",
  DelaySeconds: "0",
  KmsDataKeyReusePeriodSeconds: "300",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  SqsManagedSseEnabled: "true",
  VisibilityTimeout: "30",
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const sqsQueue = defineResource({
  type: "AWS::SQS::Queue",
  properties,
  replaceOn: ["QueueName", "FifoQueue"],
  nameProperty: "QueueName",
  takesStackTags: true,
  attributes: ["Arn", "QueueName", "QueueUrl"],
  async create(wanted, job) {
    const suffix = wanted.FifoQueue === true ? { suffix: ".fifo" } : {};
    const name = wanted.QueueName ?? job.physicalName({ max: 80, ...suffix });
    const tags = tagMap(allTags(wanted.Tags, job.stackTags));
    const { QueueUrl = "" } = await job.call("sqs", "CreateQueue", {
      QueueName: name,
      Attributes: attributesOf(wanted),
      tags,
    });
    return made(QueueUrl, name, job);
  },
  async update(wanted, job) {
    const { physicalId: QueueUrl, previous } = job;
    const before = attributesOf(previous);
    const after = attributesOf(wanted);
    const dropped = Object.keys(before).filter((name) => after[name] === undefined);
    const changed = {
      ...Object.fromEntries(dropped.map((name) => [name, DEFAULTS[name] ?? ""])),
      ...Object.fromEntries(
        Object.entries(after).filter(([name, value]) => before[name] !== value),
      ),
    };
    if (Object.keys(changed).length > 0) {
      await job.call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: changed });
    }
    await retag(wanted, previous, job);
    return made(QueueUrl, QueueUrl.split("/").at(-1) ?? "", job);
  },
  async remove(job) {
    const call = job.call("sqs", "DeleteQueue", { QueueUrl: job.physicalId });
    await unlessGone(call, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");
  },
});

function attributesOf(queue: Queue): Record<string, string> {
  const { QueueName: _name, Tags: _tags, ...rest } = queue;
  const entries = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return Object.fromEntries(entries);
}

async function retag(
  wanted: Queue,
  previous: Queue,
  job: Job & { physicalId: string; previousStackTags: Job["stackTags"] },
): Promise<void> {
  const { removed: TagKeys, set: after } = tagChanges(job, wanted.Tags, previous.Tags);
  const QueueUrl = job.physicalId;
  if (TagKeys.length > 0) await job.call("sqs", "UntagQueue", { QueueUrl, TagKeys });
  if (after.length > 0) await job.call("sqs", "TagQueue", { QueueUrl, Tags: tagMap(after) });
}

function made(url: string, name: string, { cloud }: Job): Made {
  const { region, accountId } = cloud.config;
  return {
    physicalId: url,
    attributes: {
      Arn: `arn:aws:sqs:${region}:${accountId}:${name}`,
      QueueName: name,
      QueueUrl: url,
    },
  };
}

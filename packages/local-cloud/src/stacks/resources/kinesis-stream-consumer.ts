import { unlessGone, unlessResumed } from "../gone.ts";
import { allTags, tagChanges, tagList, tagMap, text } from "../property.ts";
import { defineResource } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-streamconsumer.html */
export const kinesisStreamConsumer = defineResource({
  type: "AWS::Kinesis::StreamConsumer",
  properties: { ConsumerName: text, StreamARN: text, Tags: tagList.optional() },
  replaceOn: ["ConsumerName", "StreamARN"],
  nameProperty: "ConsumerName",
  takesStackTags: true,
  attributes: [
    "ConsumerARN",
    "ConsumerCreationTimestamp",
    "ConsumerName",
    "ConsumerStatus",
    "StreamARN",
  ],
  async create({ ConsumerName, StreamARN, Tags }, job) {
    const call = job.call("kinesis", "RegisterStreamConsumer", {
      ConsumerName,
      StreamARN,
      Tags: tagMap(allTags(Tags, job.stackTags)),
    });
    await unlessResumed(job, call, "ResourceInUseException");
    const { ConsumerDescription } = await job.call("kinesis", "DescribeStreamConsumer", {
      ConsumerName,
      StreamARN,
    });
    const { ConsumerARN = "", ConsumerCreationTimestamp } = ConsumerDescription ?? {};
    return {
      physicalId: ConsumerARN,
      attributes: {
        ConsumerARN,
        ConsumerCreationTimestamp: String((ConsumerCreationTimestamp?.getTime() ?? 0) / 1000),
        ConsumerName,
        ConsumerStatus: "ACTIVE",
        StreamARN,
      },
    };
  },
  async update({ Tags }, job) {
    const ResourceARN = job.physicalId;
    const { removed: TagKeys, set: after } = tagChanges(job, Tags, job.previous.Tags);
    if (TagKeys.length > 0) await job.call("kinesis", "UntagResource", { ResourceARN, TagKeys });
    if (after.length > 0) {
      await job.call("kinesis", "TagResource", { ResourceARN, Tags: tagMap(after) });
    }
    return { physicalId: ResourceARN, ...job.made };
  },
  async remove(job) {
    const input = { ConsumerARN: job.physicalId };
    const call = job.call("kinesis", "DeregisterStreamConsumer", input);
    await unlessGone(call, "ResourceNotFoundException");
  },
});

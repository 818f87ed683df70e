import * as z from "zod";
import type { Job } from "../job.ts";
import { allTags, flag, number, tagList, text } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-compositealarm.html */
export const cloudWatchCompositeAlarm = defineResource({
  type: "AWS::CloudWatch::CompositeAlarm",
  properties: {
    ActionsEnabled: flag.optional(),
    ActionsSuppressor: text.optional(),
    ActionsSuppressorExtensionPeriod: number.optional(),
    ActionsSuppressorWaitPeriod: number.optional(),
    AlarmActions: z.array(text).optional(),
    AlarmDescription: text.optional(),
    AlarmName: text.optional(),
    AlarmRule: text,
    InsufficientDataActions: z.array(text).optional(),
    OKActions: z.array(text).optional(),
    Tags: tagList.optional(),
  },
  replaceOn: ["AlarmName"],
  nameProperty: "AlarmName",
  attributes: ["Arn"],
  async create(wanted, job) {
    const AlarmName = wanted.AlarmName ?? job.physicalName({ max: 255 });
    const Tags = allTags(wanted.Tags, job.stackTags);
    await job.call("cloudwatch", "PutCompositeAlarm", { ...wanted, AlarmName, Tags });
    return made(AlarmName, job);
  },
  async update(wanted, job) {
    const { Tags: _tags, ...alarm } = wanted;
    await job.call("cloudwatch", "PutCompositeAlarm", { ...alarm, AlarmName: job.physicalId });
    return made(job.physicalId, job);
  },
  async remove(job) {
    await job.call("cloudwatch", "DeleteAlarms", { AlarmNames: [job.physicalId] });
  },
});

function made(name: string, { cloud }: Job): Made {
  const { region, accountId } = cloud.config;
  const Arn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
  return { physicalId: name, attributes: { Arn } };
}

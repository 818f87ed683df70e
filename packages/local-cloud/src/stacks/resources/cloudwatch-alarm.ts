import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import * as z from "zod";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, flag, number, tagChanges, tagList, text, word } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const dimensions = z.array(z.strictObject({ Name: text, Value: text }));

const metricQuery = z.strictObject({
  AccountId: text.optional(),
  Expression: text.optional(),
  Id: text,
  Label: text.optional(),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({
        Dimensions: dimensions.optional(),
        MetricName: text.optional(),
        Namespace: text.optional(),
      }),
      Period: number,
      Stat: text,
      Unit: word<CloudWatch.StandardUnit>().optional(),
    })
    .optional(),
  Period: number.optional(),
  ReturnData: flag.optional(),
});

const properties = {
  ActionsEnabled: flag.optional(),
  AlarmActions: z.array(text).optional(),
  AlarmDescription: text.optional(),
  AlarmName: text.optional(),
  ComparisonOperator: word<CloudWatch.ComparisonOperator>(),
  DatapointsToAlarm: number.optional(),
  Dimensions: dimensions.optional(),
  EvaluateLowSampleCountPercentile: text.optional(),
  EvaluationPeriods: number,
  ExtendedStatistic: text.optional(),
  InsufficientDataActions: z.array(text).optional(),
  MetricName: text.optional(),
  Metrics: z.array(metricQuery).optional(),
  Namespace: text.optional(),
  OKActions: z.array(text).optional(),
  Period: number.optional(),
  Statistic: word<CloudWatch.Statistic>().optional(),
  Tags: tagList.optional(),
  Threshold: number.optional(),
  ThresholdMetricId: text.optional(),
  TreatMissingData: text.optional(),
  Unit: word<CloudWatch.StandardUnit>().optional(),
};
type Alarm = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html */
export const cloudWatchAlarm = defineResource({
  type: "AWS::CloudWatch::Alarm",
  properties,
  replaceOn: ["AlarmName"],
  nameProperty: "AlarmName",
  takesStackTags: true,
  attributes: ["Arn"],
  async create(wanted, job) {
    const AlarmName = wanted.AlarmName ?? job.physicalName({ max: 255 });
    const Tags = allTags(wanted.Tags, job.stackTags);
    await job.call("cloudwatch", "PutMetricAlarm", { ...wanted, AlarmName, Tags });
    return made(AlarmName, job);
  },
  async update(wanted, job) {
    const { Tags: _tags, ...alarm } = wanted;
    const AlarmName = job.physicalId;
    // PutMetricAlarm replaces all but the tags.
    await job.call("cloudwatch", "PutMetricAlarm", { ...alarm, AlarmName });
    await retag(wanted, job);
    return made(AlarmName, job);
  },
  async remove(job) {
    await job.call("cloudwatch", "DeleteAlarms", { AlarmNames: [job.physicalId] });
  },
});

async function retag(wanted: Alarm, job: UpdateJob<Alarm>): Promise<void> {
  const ResourceARN = arnOf(job.physicalId, job);
  const { removed: TagKeys, set: after } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (TagKeys.length > 0) await job.call("cloudwatch", "UntagResource", { ResourceARN, TagKeys });
  if (after.length > 0) {
    await job.call("cloudwatch", "TagResource", { ResourceARN, Tags: after });
  }
}

function arnOf(name: string, { cloud }: Job): string {
  const { region, accountId } = cloud.config;
  return `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`;
}

function made(name: string, job: Job): Made {
  return { physicalId: name, attributes: { Arn: arnOf(name, job) } };
}

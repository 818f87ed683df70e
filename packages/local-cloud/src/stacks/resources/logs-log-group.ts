import type * as Logs from "@aws-sdk/client-cloudwatch-logs";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { allTags, number, tagChanges, tagList, tagMap, text, word } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logsLogGroup = defineResource({
  type: "AWS::Logs::LogGroup",
  properties: {
    LogGroupName: text.optional(),
    RetentionInDays: number.optional(),
    LogGroupClass: word<Logs.LogGroupClass>().optional(),
    Tags: tagList.optional(),
  },
  storedOnly: ["DataProtectionPolicy", "FieldIndexPolicies", "KmsKeyId", "ResourcePolicyDocument"],
  replaceOn: ["LogGroupName", "LogGroupClass"],
  nameProperty: "LogGroupName",
  takesStackTags: true,
  attributes: ["Arn"],
  async create(wanted, job) {
    const logGroupName = wanted.LogGroupName ?? job.physicalName({ max: 512 });
    const tags = tagMap(allTags(wanted.Tags, job.stackTags));
    const input = { logGroupName, logGroupClass: wanted.LogGroupClass, tags };
    const call = job.call("logs", "CreateLogGroup", input);
    await unlessResumed(job, call, "ResourceAlreadyExistsException");
    job.started(logGroupName);
    await setRetention(logGroupName, wanted.RetentionInDays, job);
    return made(logGroupName, job);
  },
  async update(wanted, job) {
    const { physicalId: name, previous } = job;
    if (wanted.RetentionInDays !== previous.RetentionInDays) {
      await setRetention(name, wanted.RetentionInDays, job);
    }
    const resourceArn = arnOf(name, job);
    const { removed: tagKeys, set: after } = tagChanges(job, wanted.Tags, previous.Tags);
    if (tagKeys.length > 0) await job.call("logs", "UntagResource", { resourceArn, tagKeys });
    if (after.length > 0) {
      await job.call("logs", "TagResource", { resourceArn, tags: tagMap(after) });
    }
    return made(name, job);
  },
  async remove(job) {
    const call = job.call("logs", "DeleteLogGroup", { logGroupName: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

async function setRetention(logGroupName: string, days: number | undefined, job: Job) {
  if (days === undefined) await job.call("logs", "DeleteRetentionPolicy", { logGroupName });
  else await job.call("logs", "PutRetentionPolicy", { logGroupName, retentionInDays: days });
}

function arnOf(name: string, { cloud }: Job): string {
  const { region, accountId } = cloud.config;
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

function made(name: string, job: Job): Made {
  return { physicalId: name, attributes: { Arn: `${arnOf(name, job)}:*` } };
}

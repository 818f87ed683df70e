import type { MetricsName, StreamMode } from "@aws-sdk/client-kinesis";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, number, tagChanges, tagList, tagMap, text, word } from "../property.ts";
import { defineResource, type Made, type Properties } from "../resource-type.ts";

const properties = {
  DesiredShardLevelMetrics: z.array(word<MetricsName>()).optional(),
  MaxRecordSizeInKiB: number.optional(),
  Name: text.optional(),
  RetentionPeriodHours: number.optional(),
  ShardCount: number.optional(),
  StreamEncryption: z.strictObject({ EncryptionType: word<"KMS">(), KeyId: text }).optional(),
  StreamModeDetails: z.strictObject({ StreamMode: word<StreamMode>() }).optional(),
  Tags: tagList.optional(),
};
type Stream = Properties<typeof properties>;

/** What a setting is that the template does not give. */
const RETENTION_HOURS = 24;
const MAX_RECORD_KIB = 1024;
const MODE: StreamMode = "PROVISIONED";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html */
export const kinesisStream = defineResource({
  type: "AWS::Kinesis::Stream",
  properties,
  replaceOn: ["Name"],
  nameProperty: "Name",
  takesStackTags: true,
  attributes: ["Arn"],
  async create(wanted, job) {
    const name = wanted.Name ?? job.physicalName({ max: 128 });
    const call = job.call("kinesis", "CreateStream", {
      StreamName: name,
      ShardCount: wanted.ShardCount,
      StreamModeDetails: wanted.StreamModeDetails,
      MaxRecordSizeInKiB: wanted.MaxRecordSizeInKiB,
      Tags: tagMap(allTags(wanted.Tags, job.stackTags)),
    });
    await unlessResumed(job, call, "ResourceInUseException");
    job.started(name);
    await settle(name, { wanted, previous: {} }, job);
    return made(name, job);
  },
  async update(wanted, job) {
    const { physicalId: name, previous } = job;
    await setCapacity(name, { wanted, previous }, job);
    await settle(name, { wanted, previous }, job);
    await retag(wanted, job);
    return made(name, job);
  },
  async remove(job) {
    const input = { StreamName: job.physicalId, EnforceConsumerDeletion: true };
    await unlessGone(job.call("kinesis", "DeleteStream", input), "ResourceNotFoundException");
  },
});

interface Versions {
  readonly wanted: Stream;
  readonly previous: Stream;
}

/** The mode first: only a provisioned stream has a number of shards to change. */
async function setCapacity(name: string, versions: Versions, job: Job): Promise<void> {
  const { wanted, previous } = versions;
  const StreamMode = wanted.StreamModeDetails?.StreamMode ?? MODE;
  if (StreamMode !== (previous.StreamModeDetails?.StreamMode ?? MODE)) {
    const input = { StreamARN: arnOf(name, job), StreamModeDetails: { StreamMode } };
    await job.call("kinesis", "UpdateStreamMode", input);
  }
  const { ShardCount: TargetShardCount } = wanted;
  if (TargetShardCount !== undefined && TargetShardCount !== previous.ShardCount) {
    const input = { StreamName: name, TargetShardCount, ScalingType: "UNIFORM_SCALING" } as const;
    await job.call("kinesis", "UpdateShardCount", input);
  }
  await setRecordSize(name, versions, job);
}

async function setRecordSize(name: string, versions: Versions, job: Job): Promise<void> {
  const MaxRecordSizeInKiB = versions.wanted.MaxRecordSizeInKiB ?? MAX_RECORD_KIB;
  if (MaxRecordSizeInKiB === (versions.previous.MaxRecordSizeInKiB ?? MAX_RECORD_KIB)) return;
  const input = { StreamARN: arnOf(name, job), MaxRecordSizeInKiB };
  await job.call("kinesis", "UpdateMaxRecordSize", input);
}

/** What a new stream cannot be created with. */
async function settle(name: string, versions: Versions, job: Job): Promise<void> {
  await setRetention(name, versions, job);
  await setEncryption(name, versions, job);
  await setMetrics(name, versions, job);
}

async function setRetention(StreamName: string, versions: Versions, job: Job): Promise<void> {
  const { wanted, previous } = versions;
  const RetentionPeriodHours = wanted.RetentionPeriodHours ?? RETENTION_HOURS;
  const before = previous.RetentionPeriodHours ?? RETENTION_HOURS;
  const input = { StreamName, RetentionPeriodHours };
  if (RetentionPeriodHours > before) {
    await job.call("kinesis", "IncreaseStreamRetentionPeriod", input);
  }
  if (RetentionPeriodHours < before) {
    await job.call("kinesis", "DecreaseStreamRetentionPeriod", input);
  }
}

async function setEncryption(StreamName: string, versions: Versions, job: Job): Promise<void> {
  const { StreamEncryption: after } = versions.wanted;
  const { StreamEncryption: before } = versions.previous;
  if (after !== undefined && after.KeyId !== before?.KeyId) {
    await job.call("kinesis", "StartStreamEncryption", { StreamName, ...after });
  }
  if (after === undefined && before !== undefined) {
    await job.call("kinesis", "StopStreamEncryption", { StreamName, ...before });
  }
}

async function setMetrics(StreamName: string, versions: Versions, job: Job): Promise<void> {
  const after = new Set(versions.wanted.DesiredShardLevelMetrics);
  const before = new Set(versions.previous.DesiredShardLevelMetrics);
  const dropped = [...before.difference(after)];
  const added = [...after.difference(before)];
  if (dropped.length > 0) {
    const input = { StreamName, ShardLevelMetrics: dropped };
    await job.call("kinesis", "DisableEnhancedMonitoring", input);
  }
  if (added.length > 0) {
    const input = { StreamName, ShardLevelMetrics: added };
    await job.call("kinesis", "EnableEnhancedMonitoring", input);
  }
}

async function retag(wanted: Stream, job: UpdateJob<Stream>): Promise<void> {
  const StreamName = job.physicalId;
  const { removed: TagKeys, set: after } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (TagKeys.length > 0)
    await job.call("kinesis", "RemoveTagsFromStream", { StreamName, TagKeys });
  if (after.length > 0) {
    await job.call("kinesis", "AddTagsToStream", { StreamName, Tags: tagMap(after) });
  }
}

function arnOf(name: string, { cloud }: Job): string {
  const { region, accountId } = cloud.config;
  return `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
}

function made(name: string, job: Job): Made {
  return { physicalId: name, attributes: { Arn: arnOf(name, job) } };
}

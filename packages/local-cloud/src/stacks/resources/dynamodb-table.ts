import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job, UpdateJob } from "../job.ts";
import { allTags, tagChanges } from "../property.ts";
import { defineResource, type Made } from "../resource-type.ts";
import { tableProperties, type TableProperties } from "./dynamodb-table-properties.ts";
import {
  setRecovery,
  setTimeToLive,
  streamSpecification,
  untilActive,
  updateTable,
} from "./dynamodb-table-settings.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html */
export const dynamoDbTable = defineResource({
  type: "AWS::DynamoDB::Table",
  properties: tableProperties,
  storedOnly: [
    "ContributorInsightsSpecification",
    "KinesisStreamSpecification",
    "ResourcePolicy",
    "WarmThroughput",
  ],
  replaceOn: ["TableName", "KeySchema", "LocalSecondaryIndexes"],
  nameProperty: "TableName",
  takesStackTags: true,
  attributes: ["Arn", "StreamArn"],
  async create(wanted, job) {
    const TableName = wanted.TableName ?? job.physicalName({ max: 255 });
    const call = job.call("dynamodb", "CreateTable", createInput(TableName, wanted, job));
    await unlessResumed(job, call, "ResourceInUseException");
    job.started(TableName);
    await untilActive(TableName, job);
    await setTimeToLive(TableName, { wanted, previous: undefined }, job);
    await setRecovery(TableName, { wanted, previous: undefined }, job);
    return made(TableName, job);
  },
  async update(wanted, job) {
    const { physicalId: name, previous } = job;
    await updateTable(name, { wanted, previous }, job);
    await setTimeToLive(name, { wanted, previous }, job);
    await setRecovery(name, { wanted, previous }, job);
    await retag(wanted, job);
    return made(name, job);
  },
  async remove(job) {
    const call = job.call("dynamodb", "DeleteTable", { TableName: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

function createInput(TableName: string, wanted: TableProperties, job: Job) {
  const { SSESpecification, TimeToLiveSpecification: _ttl, Tags: _tags, ...table } = wanted;
  const { PointInTimeRecoverySpecification: _recovery, ...rest } = table;
  return {
    ...rest,
    AttributeDefinitions: wanted.AttributeDefinitions ?? [],
    TableName,
    StreamSpecification: streamSpecification(wanted),
    SSESpecification:
      SSESpecification === undefined
        ? undefined
        : {
            Enabled: SSESpecification.SSEEnabled,
            SSEType: SSESpecification.SSEType,
            KMSMasterKeyId: SSESpecification.KMSMasterKeyId,
          },
    Tags: allTags(wanted.Tags, job.stackTags),
  };
}

async function retag(wanted: TableProperties, job: UpdateJob<TableProperties>): Promise<void> {
  const ResourceArn = arnOf(job.physicalId, job);
  const { removed: TagKeys, set: after } = tagChanges(job, wanted.Tags, job.previous.Tags);
  if (TagKeys.length > 0) await job.call("dynamodb", "UntagResource", { ResourceArn, TagKeys });
  if (after.length > 0) await job.call("dynamodb", "TagResource", { ResourceArn, Tags: after });
}

function arnOf(name: string, { cloud }: Job): string {
  const { region, accountId } = cloud.config;
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
}

async function made(name: string, job: Job): Promise<Made> {
  const { Table } = await job.call("dynamodb", "DescribeTable", { TableName: name });
  const stream = Table?.LatestStreamArn;
  const streaming = Table?.StreamSpecification?.StreamEnabled === true && stream !== undefined;
  return {
    physicalId: name,
    attributes: { Arn: arnOf(name, job), ...(streaming ? { StreamArn: stream } : {}) },
  };
}

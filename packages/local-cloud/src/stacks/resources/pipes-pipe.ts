import type * as Pipes from "@aws-sdk/client-pipes";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import { number, text, textMap, word } from "../property.ts";
import { defineResource } from "../resource-type.ts";

const batching = {
  BatchSize: number.optional(),
  MaximumBatchingWindowInSeconds: number.optional(),
};
const stream = {
  ...batching,
  DeadLetterConfig: z.strictObject({ Arn: text.optional() }).optional(),
  OnPartialBatchItemFailure: word<Pipes.OnPartialBatchItemFailureStreams>().optional(),
  MaximumRecordAgeInSeconds: number.optional(),
  MaximumRetryAttempts: number.optional(),
  ParallelizationFactor: number.optional(),
};

const sourceParameters = z.strictObject({
  FilterCriteria: z
    .strictObject({ Filters: z.array(z.strictObject({ Pattern: text.optional() })).optional() })
    .optional(),
  DynamoDBStreamParameters: z
    .strictObject({ ...stream, StartingPosition: word<Pipes.DynamoDBStreamStartPosition>() })
    .optional(),
  KinesisStreamParameters: z
    .strictObject({ ...stream, StartingPosition: word<Pipes.KinesisStreamStartPosition>() })
    .optional(),
  SqsQueueParameters: z.strictObject(batching).optional(),
});

const invocation = z
  .strictObject({ InvocationType: word<Pipes.PipeTargetInvocationType>().optional() })
  .optional();

const targetParameters = z.strictObject({
  InputTemplate: text.optional(),
  LambdaFunctionParameters: invocation,
  StepFunctionStateMachineParameters: invocation,
  KinesisStreamParameters: z.strictObject({ PartitionKey: text }).optional(),
  SqsQueueParameters: z
    .strictObject({ MessageGroupId: text.optional(), MessageDeduplicationId: text.optional() })
    .optional(),
  EventBridgeEventBusParameters: z
    .strictObject({
      DetailType: text.optional(),
      Source: text.optional(),
      Resources: z.array(text).optional(),
      Time: text.optional(),
    })
    .optional(),
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-pipes-pipe.html */
export const pipesPipe = defineResource({
  type: "AWS::Pipes::Pipe",
  properties: {
    Description: text.optional(),
    DesiredState: word<Pipes.RequestedPipeState>().optional(),
    Enrichment: text.optional(),
    EnrichmentParameters: z.strictObject({ InputTemplate: text.optional() }).optional(),
    Name: text.optional(),
    RoleArn: text,
    Source: text,
    SourceParameters: sourceParameters.optional(),
    Tags: textMap.optional(),
    Target: text,
    TargetParameters: targetParameters.optional(),
  },
  replaceOn: ["Name", "Source", "Tags"],
  nameProperty: "Name",
  attributes: ["Arn", "CurrentState"],
  async create({ Name, Tags, ...settings }, job) {
    const name = Name ?? job.physicalName({ max: 64 });
    const stackTags = Object.fromEntries(job.stackTags.map(({ Key, Value }) => [Key, Value]));
    const input = { ...settings, Name: name, Tags: { ...stackTags, ...Tags } };
    await unlessResumed(job, job.call("pipes", "CreatePipe", input), "ConflictException");
    const { region, accountId } = job.cloud.config;
    const Arn = `arn:aws:pipes:${region}:${accountId}:pipe/${name}`;
    return { physicalId: name, attributes: { Arn, CurrentState: "RUNNING" } };
  },
  async update({ Name: _name, Source: _source, Tags: _tags, ...settings }, job) {
    await job.call("pipes", "UpdatePipe", { ...settings, Name: job.physicalId });
    return { physicalId: job.physicalId, attributes: job.made.attributes };
  },
  async remove(job) {
    const call = job.call("pipes", "DeletePipe", { Name: job.physicalId });
    await unlessGone(call, "NotFoundException");
  },
});

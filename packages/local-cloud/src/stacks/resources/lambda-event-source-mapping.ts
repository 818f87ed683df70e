import type * as Lambda from "@aws-sdk/client-lambda";
import * as z from "zod";
import { unlessGone, unlessResumed } from "../gone.ts";
import type { Job } from "../job.ts";
import { flag, number, text, word } from "../property.ts";
import { defineResource, type Properties } from "../resource-type.ts";

const properties = {
  BatchSize: number.optional(),
  BisectBatchOnFunctionError: flag.optional(),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: text.optional() }).optional() })
    .optional(),
  Enabled: flag.optional(),
  EventSourceArn: text,
  FilterCriteria: z
    .strictObject({ Filters: z.array(z.strictObject({ Pattern: text.optional() })).optional() })
    .optional(),
  FunctionName: text,
  FunctionResponseTypes: z.array(word<Lambda.FunctionResponseType>()).optional(),
  MaximumBatchingWindowInSeconds: number.optional(),
  MaximumRecordAgeInSeconds: number.optional(),
  MaximumRetryAttempts: number.optional(),
  ParallelizationFactor: number.optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: number.optional() }).optional(),
  StartingPosition: word<Lambda.EventSourcePosition>().optional(),
  // Seconds since the Unix epoch.
  StartingPositionTimestamp: number.transform((seconds) => new Date(seconds * 1000)).optional(),
  TumblingWindowInSeconds: number.optional(),
};
type Mapping = Properties<typeof properties>;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
export const lambdaEventSourceMapping = defineResource({
  type: "AWS::Lambda::EventSourceMapping",
  properties,
  storedOnly: ["KmsKeyArn", "LoggingConfig", "MetricsConfig", "Tags"],
  replaceOn: ["EventSourceArn", "StartingPosition", "StartingPositionTimestamp"],
  attributes: ["EventSourceMappingArn", "Id"],
  async create(wanted, job) {
    const call = job.call("lambda", "CreateEventSourceMapping", wanted);
    const answer = await unlessResumed(job, call, "ResourceConflictException");
    return made(answer?.UUID ?? (await existingId(wanted, job)), job);
  },
  async update(wanted, job) {
    const {
      EventSourceArn: _source,
      StartingPosition: _position,
      StartingPositionTimestamp: _time,
      ...changeable
    } = wanted;
    await job.call("lambda", "UpdateEventSourceMapping", { ...changeable, UUID: job.physicalId });
    return { physicalId: job.physicalId, ...job.made };
  },
  async remove(job) {
    const call = job.call("lambda", "DeleteEventSourceMapping", { UUID: job.physicalId });
    await unlessGone(call, "ResourceNotFoundException");
  },
});

async function existingId({ FunctionName, EventSourceArn }: Mapping, job: Job): Promise<string> {
  const input = { FunctionName, EventSourceArn };
  const { EventSourceMappings = [] } = await job.call("lambda", "ListEventSourceMappings", input);
  return EventSourceMappings[0]?.UUID ?? "";
}

function made(id: string, { cloud }: Job) {
  const { region, accountId } = cloud.config;
  const arn = `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${id}`;
  return { physicalId: id, attributes: { Id: id, EventSourceMappingArn: arn } };
}

import type * as Kinesis from "@aws-sdk/client-kinesis";
import { arnOf, type Needs, type PermissionTable, type Place } from "./permission.ts";

interface StreamInput {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
}

function streamArn({ StreamARN, StreamName = "" }: StreamInput, place: Place): string {
  return StreamARN ?? arnOf(place, "kinesis", `stream/${StreamName}`);
}

const onStream = (input: StreamInput, place: Place): Needs => [streamArn(input, place)];
const onResource = (input: { ResourceARN?: string | undefined }): Needs => [
  input.ResourceARN ?? "*",
];

/** The stream that an opaque text names, base64 of JSON: whatever else the request says counts less. */
function streamOf(opaque: string | undefined): string | undefined {
  const text = Buffer.from(opaque ?? "", "base64").toString("utf8");
  return /arn:aws:kinesis:[\w-]+:\d{12}:stream\/[\w.-]+/.exec(text)?.[0];
}

interface ConsumerInput extends StreamInput {
  readonly ConsumerARN?: string | undefined;
  readonly ConsumerName?: string | undefined;
}

/** A consumer's ARN ends in the time of its registration, which its name does not tell. */
function onConsumer({ ConsumerARN, ConsumerName = "", StreamARN = "*" }: ConsumerInput): Needs {
  return [ConsumerARN ?? `${StreamARN}/consumer/${ConsumerName}:*`];
}

/**
 * Tags given to what is made take a permission of their own.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
 */
function create(input: Kinesis.CreateStreamCommandInput, place: Place): Needs {
  const resource = streamArn(input, place);
  const tags = { action: "kinesis:AddTagsToStream", resource };
  return [resource, ...(hasTags(input.Tags) ? [tags] : [])];
}

function register(input: Kinesis.RegisterStreamConsumerCommandInput, place: Place): Needs {
  const [resource = "*"] = onConsumer(input);
  const tags =
    typeof resource === "string" ? { action: "kinesis:TagResource", resource } : resource;
  return [streamArn(input, place), ...(hasTags(input.Tags) ? [tags] : [])];
}

function hasTags(tags: Readonly<Record<string, string>> | undefined): boolean {
  return Object.keys(tags ?? {}).length > 0;
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html */
export const KINESIS_PERMISSIONS: PermissionTable<typeof Kinesis> = {
  AddTagsToStream: onStream,
  CreateStream: create,
  DecreaseStreamRetentionPeriod: onStream,
  DeleteResourcePolicy: onResource,
  DeleteStream: onStream,
  DeregisterStreamConsumer: onConsumer,
  DescribeStream: onStream,
  DescribeStreamConsumer: onConsumer,
  DescribeStreamSummary: onStream,
  DisableEnhancedMonitoring: onStream,
  EnableEnhancedMonitoring: onStream,
  GetRecords: ({ ShardIterator }) => [streamOf(ShardIterator) ?? "*"],
  GetResourcePolicy: onResource,
  GetShardIterator: onStream,
  IncreaseStreamRetentionPeriod: onStream,
  ListShards: (input, place) => [streamOf(input.NextToken) ?? streamArn(input, place)],
  ListStreamConsumers: onStream,
  ListTagsForResource: onResource,
  ListTagsForStream: onStream,
  MergeShards: onStream,
  PutRecord: onStream,
  PutRecords: onStream,
  PutResourcePolicy: onResource,
  RegisterStreamConsumer: register,
  RemoveTagsFromStream: onStream,
  SplitShard: onStream,
  StartStreamEncryption: onStream,
  StopStreamEncryption: onStream,
  SubscribeToShard: onConsumer,
  TagResource: onResource,
  UntagResource: onResource,
  UpdateMaxRecordSize: onStream,
  UpdateShardCount: onStream,
  UpdateStreamMode: onStream,
};

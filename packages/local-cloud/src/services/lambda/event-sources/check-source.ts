import { AwsError } from "../../../errors.ts";
import { invalidParameter } from "../errors.ts";
import { isDenied, kinesisSource } from "./kinesis-source.ts";
import { isKinesis, type MappingRecord } from "./mapping.ts";
import { functionOf, lambdaConsumer, type LambdaConsumerParts } from "./lambda-consumer.ts";
import { roleOf, type PollerParts } from "./parts.ts";
import { queueUrl } from "./queue-poller.ts";
import { tableSource } from "./table-source.ts";

/**
 * Looks at the source with the function's role, as Lambda does before it accepts a mapping.
 *
 * @throws {AwsError} `InvalidParameterValueException`: the role may not read it, it is not there,
 *   or the queue shows messages again before the function's time-out.
 */
export function checkSource(mapping: MappingRecord, given: LambdaConsumerParts): Promise<void> {
  const parts = { cloud: given.cloud, consumer: lambdaConsumer(given) };
  if (mapping.kind === "stream") return checkStream(mapping, parts);
  const { timeoutSeconds } = given.registry.resolve(functionOf(mapping)).version;
  return checkQueue(mapping, parts, timeoutSeconds);
}

const KINESIS_ACTIONS =
  "GetRecords, GetShardIterator, DescribeStream, ListShards, and DescribeStreamSummary";
const TABLE_ACTIONS = "GetRecords, GetShardIterator, DescribeStream, and ListStreams";

/** Reads one record, so that every permission that the poller needs has been used once. */
async function checkStream(mapping: MappingRecord, parts: PollerParts): Promise<void> {
  const { sourceArn } = mapping;
  const sourceOf = isKinesis(mapping) ? kinesisSource : tableSource;
  const source = sourceOf(mapping, parts, parts.cloud.stopping);
  try {
    if (isKinesis(mapping)) await describeKinesis(mapping, parts);
    const [shard] = await source.shards();
    if (shard === undefined) return;
    const iterator = await source.iterator(shard.shardId, { at: "TRIM_HORIZON" });
    if (iterator !== undefined) await source.read(shard.shardId, iterator, 1);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (isDenied(error)) {
      const actions = isKinesis(mapping) ? KINESIS_ACTIONS : TABLE_ACTIONS;
      throw invalidParameter(
        `Cannot access stream ${sourceArn}. Please ensure the role can perform the ${actions} Actions on your stream in IAM.`,
      );
    }
    throw sourceError("DescribeStream", error);
  }
}

async function describeKinesis(mapping: MappingRecord, parts: PollerParts): Promise<void> {
  const input = { StreamARN: mapping.sourceArn };
  const options = { as: roleOf(mapping, parts) };
  try {
    await parts.cloud.call("kinesis", "DescribeStreamSummary", input, options);
  } catch (error) {
    // Older roles have the larger permission instead.
    if (!(error instanceof AwsError) || !isDenied(error)) throw error;
    await parts.cloud.call("kinesis", "DescribeStream", input, options);
  }
}

async function checkQueue(
  mapping: MappingRecord,
  parts: PollerParts,
  timeoutSeconds: number,
): Promise<void> {
  const as = roleOf(mapping, parts);
  const QueueUrl = queueUrl(mapping, parts);
  const input = { QueueUrl, AttributeNames: ["VisibilityTimeout" as const] };
  let visibilitySeconds: number;
  try {
    const { Attributes } = await parts.cloud.call("sqs", "GetQueueAttributes", input, { as });
    visibilitySeconds = Number(Attributes?.["VisibilityTimeout"] ?? 0);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (isDenied(error)) {
      throw invalidParameter(
        "The provided execution role does not have permissions to call ReceiveMessage on SQS",
      );
    }
    throw sourceError("ReceiveMessage", error);
  }
  checkVisibility(visibilitySeconds, timeoutSeconds);
}

function sourceError(operation: string, { code, message }: AwsError): AwsError {
  return invalidParameter(
    `Error occurred while ${operation}. Error Code: ${code}. Error Message: ${message}`,
  );
}

function checkVisibility(visibilitySeconds: number, timeoutSeconds: number): void {
  if (visibilitySeconds >= timeoutSeconds) return;
  throw invalidParameter(
    `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
  );
}

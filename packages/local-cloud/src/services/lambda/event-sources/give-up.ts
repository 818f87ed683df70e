import { randomUUID } from "node:crypto";
import { AwsError } from "../../../errors.ts";
import { queueDispatch } from "../destinations.ts";
import { functionArn } from "../names.ts";
import type { MappingRecord } from "./mapping.ts";
import { functionOf, type BatchRun, type PollerParts } from "./parts.ts";
import type { ShardSource, SourceRecord } from "./shard-source.ts";

/** Why records were given up. */
export interface GivenUp {
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly invokeCount: number;
  /** The last run, if there was one. */
  readonly run?: NonNullable<BatchRun>;
  /** What the function would have got, as JSON. */
  readonly event: string;
}

interface Origin {
  readonly mapping: MappingRecord;
  readonly parts: PollerParts;
  readonly source: ShardSource;
  readonly shardId: string;
}

/**
 * Tells the failure destination where the records are; they themselves stay in the stream. Only a
 * bucket gets the event as well.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function giveUp(records: readonly SourceRecord[], end: GivenUp, origin: Origin): void {
  const { mapping, parts, source, shardId } = origin;
  const { cloud, registry } = parts;
  const { onFailure: target } = mapping;
  if (target === undefined) return;
  const arn = functionArn(registry.config, mapping.functionName, mapping.qualifier);
  const now = new Date(cloud.clock.now());
  const { execution, requestId = randomUUID() } = end.run ?? {};
  const body = {
    requestContext: {
      requestId,
      functionArn: arn,
      condition: end.condition,
      approximateInvokeCount: end.invokeCount,
    },
    ...(execution !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: execution.executedVersion,
        functionError: execution.functionError,
      },
    }),
    version: "1.0",
    timestamp: now.toISOString(),
    [source.batchInfo]: {
      shardId,
      startSequenceNumber: records[0]?.sequenceNumber,
      endSequenceNumber: records.at(-1)?.sequenceNumber,
      approximateArrivalOfFirstRecord: arrivalOf(records[0]),
      approximateArrivalOfLastRecord: arrivalOf(records.at(-1)),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    },
    ...(isBucket(target) && { payload: end.event }),
  };
  queueDispatch(cloud, {
    target,
    roleArn: roleArnOf(origin),
    functionArn: arn,
    body: JSON.stringify(body),
    ...(isBucket(target) && { objectKey: objectKey(mapping.uuid, shardId, now) }),
  });
}

function arrivalOf(record: SourceRecord | undefined): string | undefined {
  return record && new Date(record.arrivedAt).toISOString();
}

function isBucket(arn: string): boolean {
  return /^arn:[^:]*:s3:/.test(arn);
}

function objectKey(uuid: string, shardId: string, now: Date): string {
  const [date = "", time = ""] = now.toISOString().slice(0, 19).split("T");
  const day = date.replaceAll("-", "/");
  return `aws/lambda/${uuid}/${shardId}/${day}/${date}T${time.replaceAll(":", ".")}-${randomUUID()}`;
}

function roleArnOf({ parts, mapping }: Origin): string {
  try {
    return parts.registry.resolve(functionOf(mapping)).version.roleArn;
  } catch (error) {
    if (error instanceof AwsError) return ""; // deleted meanwhile; the destination will refuse
    throw error;
  }
}

import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { AwsError } from "../../../errors.ts";
import { queueDispatch } from "../destinations.ts";
import { functionArn } from "../names.ts";
import { readBatchResponse } from "./batch-response.ts";
import type { MappingRecord } from "./mapping.ts";
import { functionOf, pause, pauseMs, runBatch, type BatchRun, type PollerParts } from "./parts.ts";
import type { RecordFilter } from "./record-filter.ts";

/** One shard's records on their way to the function. */
export interface ShardWork {
  readonly mapping: MappingRecord;
  readonly parts: PollerParts;
  readonly signal: AbortSignal;
  readonly filter: RecordFilter;
  readonly shardId: string;
  /** Stores how far the function has come; a restart goes on after it. */
  checkpoint(sequenceNumber: string): void;
}

interface Batch {
  readonly records: readonly _Record[];
  /** Failed runs so far; a split does not count. */
  readonly failures: number;
}

const ENDLESS = -1;

/**
 * Runs the function on records until each is done, given up or expired: retries with a growing
 * pause, splits at errors when the mapping says so, and goes on from the lowest sequence number
 * that the function reports.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export async function processRecords(records: readonly _Record[], work: ShardWork): Promise<void> {
  const batches: Batch[] = [{ records, failures: 0 }];
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    if (work.signal.aborted) return;
    batches.unshift(...(await processBatch(batch, work)));
  }
}

/** @returns What is still to be done of the batch. */
async function processBatch(batch: Batch, work: ShardWork): Promise<Batch[]> {
  const fresh = giveUpExpired(batch.records, work);
  const wanted = fresh.filter((record) => work.filter(toEventRecord(record, work)));
  if (wanted.length === 0) return done(batch.records, work);
  const run = await runBatch(
    work.mapping,
    wanted.map((record) => toEventRecord(record, work)),
    work.parts,
  );
  if (run === undefined) {
    await pause(work.parts.cloud, pauseMs(batch.failures), work.signal);
    return [{ ...batch, records: fresh }];
  }
  // A process that ended with the cloud says nothing about the records.
  if (work.signal.aborted && run.execution.functionError !== undefined) return [];
  const failedAt = firstFailure(wanted, run, work.mapping);
  if (failedAt === undefined) return done(batch.records, work);
  const at = fresh.findIndex((record) => sequenceOf(record) === failedAt);
  if (at > 0) done(fresh.slice(0, at), work);
  return retry({ records: fresh.slice(Math.max(at, 0)), failures: batch.failures }, run, {
    ...work,
    whole: at <= 0,
  });
}

function done(records: readonly _Record[], work: ShardWork): Batch[] {
  const last = records.at(-1);
  if (last !== undefined) work.checkpoint(sequenceOf(last));
  return [];
}

/** The lowest sequence number that is to be tried again. */
function firstFailure(
  records: readonly _Record[],
  run: NonNullable<BatchRun>,
  mapping: MappingRecord,
): string | undefined {
  const numbers = records.map(sequenceOf);
  if (run.execution.functionError !== undefined) return numbers[0];
  if (!mapping.reportsItemFailures) return undefined;
  const verdict = readBatchResponse(run.execution.body, new Set(numbers));
  if (verdict === "done") return undefined;
  if (verdict === "failed") return numbers[0];
  return numbers.find((number) => verdict.failedIds.includes(number));
}

async function retry(
  { records, failures }: Batch,
  run: NonNullable<BatchRun>,
  work: ShardWork & { whole: boolean },
): Promise<Batch[]> {
  const { maxRetries = ENDLESS, bisect = false } = work.mapping;
  const { cloud } = work.parts;
  if (bisect && work.whole && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    await pause(cloud, pauseMs(failures), work.signal);
    return [
      { records: records.slice(0, middle), failures },
      { records: records.slice(middle), failures },
    ];
  }
  if (maxRetries !== ENDLESS && failures >= maxRetries) {
    giveUp(records, { condition: "RetryAttemptsExhausted", run, invokeCount: failures + 1 }, work);
    return done(records, work);
  }
  await pause(cloud, pauseMs(failures), work.signal);
  return [{ records, failures: failures + 1 }];
}

function giveUpExpired(records: readonly _Record[], work: ShardWork): readonly _Record[] {
  const { maxAgeSeconds = ENDLESS } = work.mapping;
  if (maxAgeSeconds === ENDLESS) return records;
  const oldest = work.parts.cloud.clock.now() - maxAgeSeconds * 1000;
  const expired = records.filter((record) => createdAt(record) < oldest);
  if (expired.length === 0) return records;
  giveUp(expired, { condition: "RecordAgeExceeded", invokeCount: 0 }, work);
  done(expired, work);
  return records.filter((record) => !expired.includes(record));
}

interface GivenUp {
  readonly condition: "RetryAttemptsExhausted" | "RecordAgeExceeded";
  readonly invokeCount: number;
  readonly run?: NonNullable<BatchRun>;
}

/** Tells the failure destination where the records are; they themselves stay in the stream. */
function giveUp(records: readonly _Record[], end: GivenUp, work: ShardWork): void {
  const { mapping, parts, shardId } = work;
  const { cloud, registry } = parts;
  if (mapping.onFailure === undefined) return;
  const arn = functionArn(registry.config, mapping.functionName, mapping.qualifier);
  const { execution, requestId } = end.run ?? {};
  const [first, last] = [records[0], records.at(-1)];
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
    timestamp: new Date(cloud.clock.now()).toISOString(),
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first && sequenceOf(first),
      endSequenceNumber: last && sequenceOf(last),
      approximateArrivalOfFirstRecord: first && new Date(createdAt(first)).toISOString(),
      approximateArrivalOfLastRecord: last && new Date(createdAt(last)).toISOString(),
      batchSize: records.length,
      streamArn: mapping.sourceArn,
    },
  };
  queueDispatch(cloud, {
    target: mapping.onFailure,
    roleArn: roleArnOf(work),
    functionArn: arn,
    body: JSON.stringify(body),
  });
}

function roleArnOf({ parts, mapping }: ShardWork): string {
  try {
    return parts.registry.resolve(functionOf(mapping)).version.roleArn;
  } catch (error) {
    if (error instanceof AwsError) return ""; // deleted meanwhile; the destination will refuse
    throw error;
  }
}

/** The sequence number of a stream record. */
export function sequenceOf(record: _Record): string {
  return record.dynamodb?.SequenceNumber ?? "";
}

function createdAt(record: _Record): number {
  return record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 0;
}

/** A record as functions get it: times in seconds, binary values in base64. */
function toEventRecord(record: _Record, { mapping }: ShardWork): Record<string, unknown> {
  const { dynamodb, userIdentity, ...rest } = record;
  const identity = userIdentity && {
    principalId: userIdentity.PrincipalId,
    type: userIdentity.Type,
  };
  const plain: unknown = JSON.parse(
    JSON.stringify(
      {
        ...rest,
        dynamodb: { ...dynamodb, ApproximateCreationDateTime: createdAt(record) / 1000 },
        userIdentity: identity,
        eventSourceARN: mapping.sourceArn,
      },
      (_key, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
    ),
  );
  return typeof plain === "object" && plain !== null ? { ...plain } : {};
}

import type { KinesisClient } from "@aws-sdk/client-kinesis";
import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import * as z from "zod";
import type { DeadLetter } from "./dead-letter.ts";
import { readRange, type RangeRecord } from "./read-range.ts";

const MAX_EVENT_BYTES = 4_000_000; // of data: with base64 and what stands around it below Lambda's 6 MB
const SECOND_MS = 1000;

/** What a redrive works with. */
export interface RedriveParts {
  readonly kinesis: KinesisClient;
  readonly lambda: LambdaClient;
  /** The decoder's name. */
  readonly functionName: string;
}

/** What became of a batch. */
export interface Redriven {
  /** Records that were read again and stored, or had been stored before. */
  readonly stored: number;
  /** Records that the stream has no longer. */
  readonly missing: number;
}

const Answer = z.union([
  z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) }),
  z.object({ errorType: z.string() }),
]);

/**
 * Reads the records of a batch that was given up again, and hands them to the decoder as Lambda did. It goes
 * the way of any other delivery: what has been stored is skipped, so that this may be done twice.
 *
 * @throws {Error} The decoder fails again.
 */
export async function redriveBatch(parts: RedriveParts, letter: DeadLetter): Promise<Redriven> {
  let stored = 0;
  for await (const page of readRange(parts.kinesis, letter)) {
    for (const records of inEvents(page)) {
      await invoke(parts, eventOf(records, letter));
      stored += records.length;
    }
  }
  return { stored, missing: letter.KinesisBatchInfo.batchSize - stored };
}

function inEvents(records: readonly RangeRecord[]): RangeRecord[][] {
  const events: RangeRecord[][] = [];
  let sizeBytes = 0;
  for (const record of records) {
    const event = events.at(-1);
    sizeBytes += record.data.length;
    if (event !== undefined && sizeBytes <= MAX_EVENT_BYTES) event.push(record);
    else {
      events.push([record]);
      sizeBytes = record.data.length;
    }
  }
  return events;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function eventOf(records: readonly RangeRecord[], { KinesisBatchInfo }: DeadLetter): unknown {
  const { streamArn, shardId } = KinesisBatchInfo;
  return {
    Records: records.map(({ partitionKey, sequenceNumber, arrivedAt, data }) => ({
      eventSource: "aws:kinesis",
      eventVersion: "1.0",
      eventID: `${shardId}:${sequenceNumber}`,
      eventName: "aws:kinesis:record",
      awsRegion: streamArn.split(":")[3],
      eventSourceARN: streamArn,
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey,
        sequenceNumber,
        data: Buffer.from(data).toString("base64"),
        approximateArrivalTimestamp: arrivedAt.getTime() / SECOND_MS,
      },
    })),
  };
}

async function invoke({ lambda, functionName }: RedriveParts, event: unknown): Promise<void> {
  const Payload = Buffer.from(JSON.stringify(event));
  const command = new InvokeCommand({ FunctionName: functionName, Payload });
  const answer = await lambda.send(command);
  const said = Answer.parse(JSON.parse(Buffer.from(answer.Payload ?? []).toString()));
  if ("errorType" in said) throw new Error(`the decoder fails again: ${said.errorType}`);
  const [failure] = said.batchItemFailures;
  if (failure !== undefined) throw new Error(`not stored from ${failure.itemIdentifier} on`);
}

import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record,
  type KinesisClient,
} from "@aws-sdk/client-kinesis";
import { compareSequences } from "../src/domain/sequence-number.ts";
import type { DeadLetter } from "./dead-letter.ts";

const PAGE_SIZE = 1000; // records; Kinesis sends 10 MB at most

/** A record as Kinesis' API has it, with what every record has. */
export interface RangeRecord {
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  readonly arrivedAt: Date;
  readonly data: Uint8Array;
}

function toRecord({ SequenceNumber, PartitionKey, ...record }: _Record): RangeRecord {
  return {
    partitionKey: PartitionKey ?? "",
    sequenceNumber: SequenceNumber ?? "",
    arrivedAt: record.ApproximateArrivalTimestamp ?? new Date(0),
    data: record.Data ?? new Uint8Array(),
  };
}

/** Reads the records that a dead letter is about, page by page, as far as the stream still has them. */
export async function* readRange(
  client: KinesisClient,
  { KinesisBatchInfo: range }: DeadLetter,
): AsyncGenerator<readonly RangeRecord[]> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamARN: range.streamArn,
      ShardId: range.shardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      StartingSequenceNumber: range.startSequenceNumber,
    }),
  );
  let iterator = ShardIterator;
  while (iterator !== undefined) {
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: PAGE_SIZE });
    const { Records = [], NextShardIterator, MillisBehindLatest } = await client.send(command);
    const records = Records.map(toRecord);
    const within = records.filter(
      ({ sequenceNumber }) => compareSequences(sequenceNumber, range.endSequenceNumber) <= 0,
    );
    if (within.length > 0) yield within;
    const last = within.at(-1)?.sequenceNumber;
    const isOver = within.length < records.length || last === range.endSequenceNumber;
    if (isOver || (records.length === 0 && MillisBehindLatest === 0)) return;
    iterator = NextShardIterator;
  }
}

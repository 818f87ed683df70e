import { AwsError } from "../../../errors.ts";
import { encryptionOf } from "../describe.ts";
import { invalidArgument } from "../errors.ts";
import { findStream } from "../find-stream.ts";
import type { KinesisState } from "../kinesis-state.ts";
import { checkEntry, writeEntries } from "../put.ts";
import { parseSequence } from "../sequence-number.ts";
import type { Stream } from "../stream.ts";
import type { KinesisOperation } from "./operation.ts";
import { dryRun } from "./put-records.ts";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export const putRecord: KinesisOperation<"PutRecord"> = (input, ctx) => {
  const found = findStream(ctx.state, input);
  const entry = checkEntry(input, found.stream);
  checkOrdering(ctx.state, found.stream, input.SequenceNumberForOrdering);
  if (input.DryRun === true) throw dryRun();

  const [written] = writeEntries(ctx, found, [entry]);
  if (written === undefined || "errorCode" in written) {
    throw new AwsError(written?.errorCode ?? "InternalFailure", written?.errorMessage ?? "");
  }
  return {
    ShardId: written.shardId,
    SequenceNumber: written.sequenceNumber,
    ...encryptionOf(found.stream),
  };
};

/** Sequence numbers grow along a shard in any case, so the one given only has to be a real one. */
function checkOrdering(
  { accountId }: KinesisState,
  { name, nextShard }: Stream,
  text: string | undefined,
): void {
  if (text === undefined) return;
  const sequence = parseSequence(text);
  if (sequence !== undefined && sequence.shardIndex < nextShard) return;
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${text} used in PutRecord on stream ${name} under account ${accountId} is invalid.`,
  );
}

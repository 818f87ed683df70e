import { AwsError } from "../../../errors.ts";
import { required } from "../constraints.ts";
import { encryptionOf } from "../describe.ts";
import { invalidArgument, validationError } from "../errors.ts";
import { findStream } from "../find-stream.ts";
import { checkEntry, writeEntries } from "../put.ts";
import type { KinesisOperation } from "./operation.ts";

const MAX_RECORDS = 500; // per PutRecords
const MAX_BYTES = 10 * 1024 * 1024; // per PutRecords, partition keys included

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const putRecords: KinesisOperation<"PutRecords"> = (input, ctx) => {
  const records = required(input.Records, "Records");
  checkCount(records.length);
  const found = findStream(ctx.state, input);
  const entries = records.map((record, index) =>
    checkEntry(record, found.stream, `records.${index + 1}.member.`),
  );
  const bytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (bytes > MAX_BYTES) {
    throw invalidArgument(`Records size exceeds ${MAX_BYTES / 1024 / 1024} MB limit`);
  }
  if (input.DryRun === true) throw dryRun();

  const written = writeEntries(ctx, found, entries);
  return {
    FailedRecordCount: written.filter((one) => "errorCode" in one).length,
    Records: written.map((one) =>
      "errorCode" in one
        ? { ErrorCode: one.errorCode, ErrorMessage: one.errorMessage }
        : { SequenceNumber: one.sequenceNumber, ShardId: one.shardId },
    ),
    ...encryptionOf(found.stream),
  };
};

function checkCount(count: number): void {
  if (count >= 1 && count <= MAX_RECORDS) return;
  const rule = count < 1 ? "greater than or equal to 1" : `less than or equal to ${MAX_RECORDS}`;
  throw validationError(
    `Value '[${count} members]' at 'records' failed to satisfy constraint: Member must have length ${rule}`,
  );
}

/** The answer to a request that would have succeeded, had it not been a dry run. */
export function dryRun(): AwsError {
  return new AwsError(
    "DryRunOperationException",
    "The request was rejected because the DryRun parameter was specified.",
  );
}

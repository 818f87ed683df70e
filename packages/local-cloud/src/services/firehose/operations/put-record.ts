import type * as Firehose from "@aws-sdk/client-firehose";
import { AwsError, fail } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import { accept, type Accepted } from "../accept.ts";
import { findStream, type FirehoseState } from "../firehose-state.ts";

const MAX_RECORD_BYTES = 1_024_000; // before base64; Firehose quotas
const MAX_RECORDS = 500; // per PutRecordBatch
const MAX_BATCH_BYTES = 4 * 1024 * 1024; // per PutRecordBatch

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecord.html */
export const putRecord: Operation<typeof Firehose, "PutRecord", FirehoseState> = (
  input,
  { state, principal },
) => {
  const data = checkData(input.Record?.Data, "record.data");
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  const [accepted] = accept(state, stream, [data]);
  if (accepted === undefined || "errorCode" in accepted) throw refusal(accepted);
  return { RecordId: accepted.recordId, Encrypted: stream.encryption !== undefined };
};

/** @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html */
export const putRecordBatch: Operation<typeof Firehose, "PutRecordBatch", FirehoseState> = (
  input,
  { state, principal },
) => {
  const records = input.Records ?? [];
  if (records.length < 1 || records.length > MAX_RECORDS) {
    const rule = records.length < 1 ? "greater than or equal to 1" : "less than or equal to 500";
    fail(
      "ValidationException",
      `1 validation error detected: Value '[${records.length} members]' at 'records' failed to satisfy constraint: Member must have length ${rule}`,
    );
  }
  const data = records.map(({ Data }, index) =>
    checkData(Data, `records.${index + 1}.member.data`),
  );
  const bytes = data.reduce((sum, { length }) => sum + length, 0);
  if (bytes > MAX_BATCH_BYTES) {
    fail("InvalidArgumentException", "Records size exceeds 4 MB limit");
  }
  const stream = findStream(state, input.DeliveryStreamName, principal.accountId);
  const accepted = accept(state, stream, data);
  return {
    FailedPutCount: accepted.filter((one) => "errorCode" in one).length,
    Encrypted: stream.encryption !== undefined,
    RequestResponses: accepted.map((one) =>
      "errorCode" in one
        ? { ErrorCode: one.errorCode, ErrorMessage: messageOf(one.errorCode) }
        : { RecordId: one.recordId },
    ),
  };
};

function checkData(data: Uint8Array | undefined, at: string): Uint8Array {
  if (data !== undefined && data.length <= MAX_RECORD_BYTES) return data;
  const rule =
    data === undefined
      ? "Member must not be null"
      : `Member must have length less than or equal to ${MAX_RECORD_BYTES}`;
  return fail(
    "ValidationException",
    `1 validation error detected: Value at '${at}' failed to satisfy constraint: ${rule}`,
  );
}

function refusal(accepted: Extract<Accepted, { errorCode: string }> | undefined): AwsError {
  const code = accepted?.errorCode ?? "InternalFailure";
  return new AwsError(code, messageOf(code), { status: code === "InternalFailure" ? 500 : 503 });
}

function messageOf(code: string): string {
  return code === "InternalFailure" ? "Internal Service Failure" : "Slow down.";
}

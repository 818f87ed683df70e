import type { FailedPiece } from "./model.ts";

/**
 * What the error prefix gets of a record that failed, as one line.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 */
export function errorRecord(failed: FailedPiece, endedAt: number): Buffer {
  const line = {
    rawData: failed.raw.toString("base64"),
    errorCode: failed.code,
    errorMessage: failed.message,
    attemptsMade: failed.attempts,
    arrivalTimestamp: failed.arrivedAt,
    attemptEndingTimestamp: endedAt,
    ...(failed.lambdaArn !== undefined && { lambdaARN: failed.lambdaArn }),
  };
  return Buffer.from(`${JSON.stringify(line)}\n`);
}

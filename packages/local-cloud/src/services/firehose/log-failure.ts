import { AwsError } from "../../errors.ts";
import type { FirehoseState } from "./firehose-state.ts";
import type { DeliveryStream } from "./model.ts";
import { roleOf } from "./role.ts";

/** What went wrong, in Firehose's words. */
export interface LoggedFailure {
  readonly errorCode: string;
  readonly message: string;
  /** Of the function, when it was one. */
  readonly processor?: string;
}

/**
 * Writes a failure to the log of the stream, if it has one. A log that is missing or closed is no
 * reason to stop delivering.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html
 */
export async function logFailure(
  { cloud }: FirehoseState,
  stream: DeliveryStream,
  failure: LoggedFailure,
): Promise<void> {
  const options = stream.destination.CloudWatchLoggingOptions;
  const {
    Enabled = false,
    LogGroupName: logGroupName,
    LogStreamName: logStreamName,
  } = options ?? {};
  if (!Enabled) return;
  const message = JSON.stringify({
    deliveryStreamARN: stream.arn,
    destination: stream.destination.BucketARN,
    deliveryStreamVersionId: stream.version,
    ...failure,
  });
  const logEvents = [{ timestamp: cloud.clock.now(), message }];
  try {
    const as = await roleOf(cloud, stream);
    await cloud.call("logs", "PutLogEvents", { logGroupName, logStreamName, logEvents }, { as });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

import type { Cloud } from "../../../cloud.ts";
import { AwsError, NotEmulatedError } from "../../../errors.ts";
import type { Bucket } from "../buckets.ts";
import { actingFor, publishToTopic, sendToQueue } from "./deliver.ts";
import type { Destination, Subscription } from "./destinations.ts";

/**
 * Makes sure that S3 may reach every destination: queues and topics get a test message, functions
 * a dry run.
 *
 * @throws {AwsError} `InvalidArgument`: one is not there, or its policy does not let S3 in.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export async function checkDestinations(
  cloud: Cloud,
  bucket: Bucket,
  { subscriptions, requestId }: { subscriptions: readonly Subscription[]; requestId: string },
): Promise<void> {
  const testMessage = JSON.stringify({
    Service: "Amazon S3",
    Event: "s3:TestEvent",
    Time: new Date(cloud.clock.now()).toISOString(),
    Bucket: bucket.name,
    RequestId: requestId,
    HostId: requestId,
  });
  const failures: [string, string][] = [];
  for (const { destination } of subscriptions) {
    const reason = await tryDestination(cloud, { bucket, destination, testMessage });
    if (reason !== undefined) failures.push([destination.arn, reason]);
  }
  if (failures.length > 0) throw unreachable(failures);
}

interface Trial {
  readonly bucket: Bucket;
  readonly destination: Destination;
  readonly testMessage: string;
}

/** Why it cannot be reached, or nothing. */
async function tryDestination(cloud: Cloud, trial: Trial): Promise<string | undefined> {
  try {
    await reach(cloud, trial);
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError) || error instanceof NotEmulatedError) throw error;
    if (error.status >= 500) throw error;
    return error.message;
  }
}

async function reach(cloud: Cloud, { bucket, destination, testMessage }: Trial): Promise<void> {
  const { kind, arn } = destination;
  const as = actingFor(cloud, `arn:aws:s3:::${bucket.name}`);
  switch (kind) {
    case "lambda":
      await cloud.call("lambda", "Invoke", { FunctionName: arn, InvocationType: "DryRun" }, { as });
      break;
    case "sqs":
      if (arn.endsWith(".fifo"))
        throw new AwsError("InvalidArgument", "FIFO SQS queues are not supported");
      await sendToQueue(cloud, { arn, message: testMessage }, as);
      break;
    case "sns":
      if (arn.endsWith(".fifo"))
        throw new AwsError("InvalidArgument", "FIFO SNS topics are not supported");
      await publishToTopic(cloud, { arn, message: testMessage }, as);
  }
}

function unreachable(failures: readonly [string, string][]): AwsError {
  const fields: Record<string, string> = {};
  for (const [index, [arn, reason]] of failures.entries()) {
    fields[`ArgumentName${index + 1}`] = arn;
    fields[`ArgumentValue${index + 1}`] = reason;
  }
  const message = "Unable to validate the following destination configurations";
  return new AwsError("InvalidArgument", message, { fields });
}

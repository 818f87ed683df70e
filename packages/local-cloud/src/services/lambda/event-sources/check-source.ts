import { AwsError } from "../../../errors.ts";
import { invalidParameter } from "../errors.ts";
import { functionOf, roleOf, type PollerParts } from "./parts.ts";
import type { MappingRecord } from "./mapping.ts";
import { queueUrl } from "./queue-poller.ts";

/**
 * Looks at the source with the function's role, as Lambda does before it accepts a mapping.
 *
 * @throws {AwsError} `InvalidParameterValueException`: the role may not read it, it is not there,
 *   or the queue shows messages again before the function's time-out.
 */
export async function checkSource(mapping: MappingRecord, parts: PollerParts): Promise<void> {
  const as = roleOf(mapping, parts);
  try {
    if (mapping.kind === "stream") {
      const input = { StreamArn: mapping.sourceArn };
      await parts.cloud.call("dynamodbstreams", "DescribeStream", input, { as });
      return;
    }
    const input = {
      QueueUrl: queueUrl(mapping, parts),
      AttributeNames: ["VisibilityTimeout" as const],
    };
    const { Attributes } = await parts.cloud.call("sqs", "GetQueueAttributes", input, { as });
    checkVisibility(Number(Attributes?.["VisibilityTimeout"] ?? 0), mapping, parts);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === "InvalidParameterValueException")
      throw error;
    const operation =
      mapping.kind === "queue" ? "ReceiveMessage on SQS" : "DescribeStream on DynamoDB";
    if (error.code.startsWith("AccessDenied")) {
      throw invalidParameter(
        `The provided execution role does not have permissions to call ${operation}`,
      );
    }
    throw invalidParameter(
      `Error occurred while ${operation.split(" ")[0]}. Error Code: ${error.code}. Error Message: ${error.message}`,
    );
  }
}

function checkVisibility(
  visibilitySeconds: number,
  mapping: MappingRecord,
  { registry }: PollerParts,
): void {
  const { timeoutSeconds } = registry.resolve(functionOf(mapping)).version;
  if (visibilitySeconds >= timeoutSeconds) return;
  throw invalidParameter(
    `Queue visibility timeout: ${visibilitySeconds} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
  );
}

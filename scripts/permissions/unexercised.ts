import type { Grant } from "./grants.ts";

const TRACING = "X-Ray is not emulated: Lambda and Step Functions send traces only on AWS";
const LOG_DELIVERY =
  "vended logs are not emulated: Step Functions sets log delivery up, in the role's name, only on AWS";
const SHARD_LISTS =
  "AWS asks for all three of a role that reads a stream, and DescribeStream does what the other two do: each is missed only with the others";

const DELIVERY =
  "AWS asks for it of a delivery stream's role: for uploads in parts, and to look before it writes; here an object is put whole";

/** What no run on the local cloud can need, each with the reason. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["xray:PutTraceSegments", TRACING],
  ["xray:PutTelemetryRecords", TRACING],
  ["xray:GetSamplingRules", TRACING],
  ["xray:GetSamplingTargets", TRACING],
  ["logs:CreateLogDelivery", LOG_DELIVERY],
  ["logs:GetLogDelivery", LOG_DELIVERY],
  ["logs:UpdateLogDelivery", LOG_DELIVERY],
  ["logs:DeleteLogDelivery", LOG_DELIVERY],
  ["logs:ListLogDeliveries", LOG_DELIVERY],
  ["logs:PutResourcePolicy", LOG_DELIVERY],
  ["logs:DescribeResourcePolicies", LOG_DELIVERY],
  ["logs:DescribeLogGroups", LOG_DELIVERY],
  [
    "dynamodb:ListStreams",
    "AWS wants it of a role when an event source mapping is made, and the pollers here never list",
  ],
  [
    "sqs:GetQueueAttributes",
    "it is used once, when an event source mapping is made, which is before any right is taken away",
  ],
  ["kinesis:DescribeStream", SHARD_LISTS],
  ["kinesis:DescribeStreamSummary", SHARD_LISTS],
  ["kinesis:ListShards", SHARD_LISTS],
  ["s3:AbortMultipartUpload", DELIVERY],
  ["s3:GetBucketLocation", DELIVERY],
  ["s3:ListBucketMultipartUploads", DELIVERY],
  ["lambda:GetFunctionConfiguration", DELIVERY],
  [
    "cloudwatch.amazonaws.com sns:Publish",
    "the local cloud stores alarms but does not evaluate them: none reports to its topic",
  ],
]);

/** Why a right cannot be missed on the local cloud, although it is on AWS; undefined when it can. */
export function reasonUnexercised({ action, service }: Grant): string | undefined {
  return REASONS.get(service === undefined ? action : `${service} ${action}`);
}

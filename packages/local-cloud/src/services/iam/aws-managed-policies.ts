import type { PolicyRecord } from "./records.ts";

const PREFIX = "arn:aws:iam::aws:policy/";
const LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * The actions, on every resource, of the policies of AWS that services here attach.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ["*"],
  AWSXRayDaemonWriteAccess: [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
  ],
  "service-role/AmazonAPIGatewayPushToCloudWatchLogs": [
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
  ],
  "service-role/AWSLambdaBasicExecutionRole": LOGS,
  "service-role/AWSLambdaDynamoDBExecutionRole": [
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    ...LOGS,
  ],
  "service-role/AWSLambdaSQSQueueExecutionRole": [
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    ...LOGS,
  ],
};

/** Tells whether an ARN is one of AWS's own policies, known here or not. */
export function isAwsManaged(arn: string): boolean {
  return arn.startsWith(PREFIX);
}

/** A policy of AWS, `undefined` when it is not among those known here. */
export function awsManagedPolicy(arn: string): PolicyRecord | undefined {
  const fullName = arn.slice(PREFIX.length);
  if (!isAwsManaged(arn) || !Object.hasOwn(ACTIONS, fullName)) return undefined;
  const slash = fullName.lastIndexOf("/");
  const name = fullName.slice(slash + 1);
  const Statement = [{ Effect: "Allow", Action: ACTIONS[fullName], Resource: "*" }];
  return {
    name,
    path: `/${fullName.slice(0, slash + 1)}`,
    id: `ANPA${Buffer.from(name).toString("hex").toUpperCase().slice(0, 17)}`,
    arn,
    createdAt: 0,
    updatedAt: 0,
    versions: [
      { id: "v1", document: JSON.stringify({ Version: "2012-10-17", Statement }), createdAt: 0 },
    ],
    defaultVersion: "v1",
    nextVersion: 2,
    tags: [],
  };
}

import { SERVICE_TABLE, type ServiceRow } from "../../../service-table.ts";

/** How a service is called in resources and in error names. */
export interface ServiceName {
  readonly row: ServiceRow;
  /** Before the dot of an error name: `DynamoDb` or, optimised, `DynamoDB`. */
  readonly prefix: string;
  /** The exception of errors that the service does not model. */
  readonly baseException: string;
}

interface Naming {
  readonly id: string;
  /** As the AWS SDK for Java 2 names the service. */
  readonly sdk: string;
}

/** By the service's name in `aws-sdk:<service>:<action>`. */
const SDK: Readonly<Record<string, Naming>> = {
  apigatewayv2: { id: "apigatewayv2", sdk: "ApiGatewayV2" },
  cloudformation: { id: "cloudformation", sdk: "CloudFormation" },
  cloudwatch: { id: "cloudwatch", sdk: "CloudWatch" },
  cloudwatchlogs: { id: "logs", sdk: "CloudWatchLogs" },
  dynamodb: { id: "dynamodb", sdk: "DynamoDb" },
  dynamodbstreams: { id: "dynamodbstreams", sdk: "DynamoDbStreams" },
  eventbridge: { id: "events", sdk: "EventBridge" },
  iam: { id: "iam", sdk: "Iam" },
  kinesis: { id: "kinesis", sdk: "Kinesis" },
  lambda: { id: "lambda", sdk: "Lambda" },
  rekognition: { id: "rekognition", sdk: "Rekognition" },
  s3: { id: "s3", sdk: "S3" },
  sfn: { id: "states", sdk: "Sfn" },
  sns: { id: "sns", sdk: "Sns" },
  sqs: { id: "sqs", sdk: "Sqs" },
  ssm: { id: "ssm", sdk: "Ssm" },
  sts: { id: "sts", sdk: "Sts" },
};

/** Optimised integrations follow the AWS SDK for Java 1, whose base exceptions have other names. */
const OPTIMISED: Readonly<Record<string, Omit<ServiceName, "row"> & { readonly id: string }>> = {
  dynamodb: { id: "dynamodb", prefix: "DynamoDB", baseException: "AmazonDynamoDBException" },
  events: { id: "events", prefix: "EventBridge", baseException: "AmazonEventBridgeException" },
  lambda: { id: "lambda", prefix: "Lambda", baseException: "AWSLambdaException" },
  sns: { id: "sns", prefix: "SNS", baseException: "AmazonSNSException" },
  sqs: { id: "sqs", prefix: "SQS", baseException: "AmazonSQSException" },
  states: { id: "states", prefix: "StepFunctions", baseException: "AWSStepFunctionsException" },
};

/** The optimised integrations that are emulated, and the patterns each allows. */
export const OPTIMISED_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "dynamodb:deleteItem": ["response"],
  "dynamodb:getItem": ["response"],
  "dynamodb:putItem": ["response"],
  "dynamodb:updateItem": ["response"],
  "events:putEvents": ["response", "token"],
  "lambda:invoke": ["response", "token"],
  "sns:publish": ["response", "token"],
  "sqs:sendMessage": ["response", "token"],
  "states:startExecution": ["response", "sync", "token"],
};

function rowOf(id: string): ServiceRow | undefined {
  return SERVICE_TABLE.find((row) => row.id === id);
}

/** The names of a service of a task; `undefined` when this cloud has no such service. */
export function serviceName(service: string, sdk: boolean): ServiceName | undefined {
  if (sdk) {
    const naming = Object.hasOwn(SDK, service) ? SDK[service] : undefined;
    const row = naming && rowOf(naming.id);
    if (row === undefined || naming === undefined) return undefined;
    return { row, prefix: naming.sdk, baseException: `${naming.sdk}Exception` };
  }
  const naming = Object.hasOwn(OPTIMISED, service) ? OPTIMISED[service] : undefined;
  const row = naming && rowOf(naming.id);
  if (row === undefined || naming === undefined) return undefined;
  return { row, prefix: naming.prefix, baseException: naming.baseException };
}

/** The name of an API operation: `putItem` is `PutItem`. */
export function operationName(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1);
}

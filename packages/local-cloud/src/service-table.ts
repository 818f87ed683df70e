import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import type * as ApiGatewayV2 from "@aws-sdk/client-apigatewayv2";
import type * as CloudFormation from "@aws-sdk/client-cloudformation";
import type * as CloudWatch from "@aws-sdk/client-cloudwatch";
import type * as Cognito from "@aws-sdk/client-cognito-identity-provider";
import type * as Location from "@aws-sdk/client-location";
import type * as Logs from "@aws-sdk/client-cloudwatch-logs";
import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type * as DynamoDbStreams from "@aws-sdk/client-dynamodb-streams";
import type * as Ecr from "@aws-sdk/client-ecr";
import type * as EventBridge from "@aws-sdk/client-eventbridge";
import type * as Firehose from "@aws-sdk/client-firehose";
import type * as Iam from "@aws-sdk/client-iam";
import type * as Kinesis from "@aws-sdk/client-kinesis";
import type * as Lambda from "@aws-sdk/client-lambda";
import type * as Pipes from "@aws-sdk/client-pipes";
import type * as Rekognition from "@aws-sdk/client-rekognition";
import type * as S3 from "@aws-sdk/client-s3";
import type * as SecretsManager from "@aws-sdk/client-secrets-manager";
import type * as StepFunctions from "@aws-sdk/client-sfn";
import type * as Sns from "@aws-sdk/client-sns";
import type * as Sqs from "@aws-sdk/client-sqs";
import type * as Ssm from "@aws-sdk/client-ssm";
import type * as Sts from "@aws-sdk/client-sts";

/** The client module of each service: where its operation types come from. */
export interface ServiceModules {
  apigateway: typeof ApiGateway;
  apigatewayv2: typeof ApiGatewayV2;
  cloudformation: typeof CloudFormation;
  cloudwatch: typeof CloudWatch;
  cognitoidp: typeof Cognito;
  dynamodb: typeof DynamoDb;
  dynamodbstreams: typeof DynamoDbStreams;
  ecr: typeof Ecr;
  events: typeof EventBridge;
  firehose: typeof Firehose;
  iam: typeof Iam;
  kinesis: typeof Kinesis;
  lambda: typeof Lambda;
  location: typeof Location;
  logs: typeof Logs;
  pipes: typeof Pipes;
  rekognition: typeof Rekognition;
  s3: typeof S3;
  secretsmanager: typeof SecretsManager;
  sns: typeof Sns;
  sqs: typeof Sqs;
  ssm: typeof Ssm;
  states: typeof StepFunctions;
  sts: typeof Sts;
}

/** IAM's name of a service: the prefix of its actions. */
export type ServiceId = keyof ServiceModules;

/** How a service speaks unless a request shows otherwise. */
export type Protocol = "json10" | "json11" | "query" | "rest-json" | "rest-xml" | "cbor";

/** What cannot be read from a client's schemas. */
export interface ServiceRow {
  readonly id: ServiceId;
  /** The signing name in `Authorization`. */
  readonly sign: string;
  /** The prefix of `X-Amz-Target`, for the JSON protocols. */
  readonly target?: string;
  /** The API version, for unsigned Query requests. */
  readonly version: string;
  readonly protocol: Protocol;
  /** Answers `x-amzn-query-error`, and Query requests of older clients. */
  readonly queryCompatible?: true;
  load(): Promise<Readonly<Record<string, unknown>>>;
}

/** Every service of the cloud, in alphabetical order. */
export const SERVICE_TABLE: readonly ServiceRow[] = [
  {
    id: "apigateway",
    sign: "apigateway",
    version: "2015-07-09",
    protocol: "rest-json",
    load: () => import("@aws-sdk/client-api-gateway"),
  },
  {
    id: "apigatewayv2",
    sign: "apigateway",
    version: "2018-11-29",
    protocol: "rest-json",
    load: () => import("@aws-sdk/client-apigatewayv2"),
  },
  {
    id: "cloudformation",
    sign: "cloudformation",
    version: "2010-05-15",
    protocol: "query",
    load: () => import("@aws-sdk/client-cloudformation"),
  },
  {
    id: "cloudwatch",
    sign: "monitoring",
    target: "GraniteServiceVersion20100801",
    version: "2010-08-01",
    protocol: "json10",
    queryCompatible: true,
    load: () => import("@aws-sdk/client-cloudwatch"),
  },
  {
    id: "cognitoidp",
    sign: "cognito-idp",
    target: "AWSCognitoIdentityProviderService",
    version: "2016-04-18",
    protocol: "json11",
    load: () => import("@aws-sdk/client-cognito-identity-provider"),
  },
  {
    id: "dynamodb",
    sign: "dynamodb",
    target: "DynamoDB_20120810",
    version: "2012-08-10",
    protocol: "json10",
    load: () => import("@aws-sdk/client-dynamodb"),
  },
  {
    id: "dynamodbstreams",
    sign: "dynamodb",
    target: "DynamoDBStreams_20120810",
    version: "2012-08-10",
    protocol: "json10",
    load: () => import("@aws-sdk/client-dynamodb-streams"),
  },
  {
    id: "ecr",
    sign: "ecr",
    target: "AmazonEC2ContainerRegistry_V20150921",
    version: "2015-09-21",
    protocol: "json11",
    load: () => import("@aws-sdk/client-ecr"),
  },
  {
    id: "events",
    sign: "events",
    target: "AWSEvents",
    version: "2015-10-07",
    protocol: "json11",
    load: () => import("@aws-sdk/client-eventbridge"),
  },
  {
    id: "firehose",
    sign: "firehose",
    target: "Firehose_20150804",
    version: "2015-08-04",
    protocol: "json11",
    load: () => import("@aws-sdk/client-firehose"),
  },
  {
    id: "iam",
    sign: "iam",
    version: "2010-05-08",
    protocol: "query",
    load: () => import("@aws-sdk/client-iam"),
  },
  {
    id: "kinesis",
    sign: "kinesis",
    target: "Kinesis_20131202",
    version: "2013-12-02",
    protocol: "json11",
    load: () => import("@aws-sdk/client-kinesis"),
  },
  {
    id: "lambda",
    sign: "lambda",
    version: "2015-03-31",
    protocol: "rest-json",
    load: () => import("@aws-sdk/client-lambda"),
  },
  {
    id: "location",
    sign: "geo",
    version: "2020-11-19",
    protocol: "rest-json",
    load: () => import("@aws-sdk/client-location"),
  },
  {
    id: "logs",
    sign: "logs",
    target: "Logs_20140328",
    version: "2014-03-28",
    protocol: "json11",
    load: () => import("@aws-sdk/client-cloudwatch-logs"),
  },
  {
    id: "pipes",
    sign: "pipes",
    version: "2015-10-07",
    protocol: "rest-json",
    load: () => import("@aws-sdk/client-pipes"),
  },
  {
    id: "rekognition",
    sign: "rekognition",
    target: "RekognitionService",
    version: "2016-06-27",
    protocol: "json11",
    load: () => import("@aws-sdk/client-rekognition"),
  },
  {
    id: "s3",
    sign: "s3",
    version: "2006-03-01",
    protocol: "rest-xml",
    load: () => import("@aws-sdk/client-s3"),
  },
  {
    id: "secretsmanager",
    sign: "secretsmanager",
    target: "secretsmanager",
    version: "2017-10-17",
    protocol: "json11",
    load: () => import("@aws-sdk/client-secrets-manager"),
  },
  {
    id: "sns",
    sign: "sns",
    version: "2010-03-31",
    protocol: "query",
    load: () => import("@aws-sdk/client-sns"),
  },
  {
    id: "sqs",
    sign: "sqs",
    target: "AmazonSQS",
    version: "2012-11-05",
    protocol: "json10",
    queryCompatible: true,
    load: () => import("@aws-sdk/client-sqs"),
  },
  {
    id: "ssm",
    sign: "ssm",
    target: "AmazonSSM",
    version: "2014-11-06",
    protocol: "json11",
    load: () => import("@aws-sdk/client-ssm"),
  },
  {
    id: "states",
    sign: "states",
    target: "AWSStepFunctions",
    version: "2016-11-23",
    protocol: "json10",
    load: () => import("@aws-sdk/client-sfn"),
  },
  {
    id: "sts",
    sign: "sts",
    version: "2011-06-15",
    protocol: "query",
    load: () => import("@aws-sdk/client-sts"),
  },
];

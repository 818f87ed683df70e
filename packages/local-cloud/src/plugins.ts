import type { AnyPlugin } from "./service.ts";
import { apigateway } from "./services/apigateway/index.ts";
import { apigatewayv2 } from "./services/apigatewayv2/index.ts";
import { cloudwatch } from "./services/cloudwatch/index.ts";
import { cognitoidp } from "./services/cognitoidp/index.ts";
import { dynamodb } from "./services/dynamodb/index.ts";
import { dynamodbstreams } from "./services/dynamodbstreams/index.ts";
import { ecr } from "./services/ecr/index.ts";
import { events } from "./services/events/index.ts";
import { firehose } from "./services/firehose/index.ts";
import { kinesis } from "./services/kinesis/index.ts";
import { lambda } from "./services/lambda/index.ts";
import { location } from "./services/location/index.ts";
import { logs } from "./services/logs/index.ts";
import { pipes } from "./services/pipes/index.ts";
import { rekognition } from "./services/rekognition/index.ts";
import { s3 } from "./services/s3/index.ts";
import { secretsmanager } from "./services/secretsmanager/index.ts";
import { sns } from "./services/sns/index.ts";
import { sqs } from "./services/sqs/index.ts";
import { cloudformation } from "./services/cloudformation/index.ts";
import { iam } from "./services/iam/index.ts";
import { stepfunctions } from "./services/stepfunctions/index.ts";
import { ssm } from "./services/ssm/index.ts";
import { sts } from "./services/sts/index.ts";

/** Every emulated service, in the order in which they open. */
export const PLUGINS: readonly AnyPlugin[] = [
  apigateway, // before HTTP APIs, which answer for every API that is not a REST API
  apigatewayv2,
  cloudwatch,
  cognitoidp,
  dynamodb,
  dynamodbstreams,
  ecr,
  events,
  firehose,
  kinesis,
  lambda,
  location,
  logs,
  pipes,
  rekognition,
  s3,
  secretsmanager,
  sns,
  sqs,
  cloudformation,
  iam,
  ssm,
  sts,
  stepfunctions,
];

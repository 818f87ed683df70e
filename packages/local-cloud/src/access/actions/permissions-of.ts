import type { ServiceId, ServiceModules } from "../../service-table.ts";
import { API_GATEWAY_PERMISSIONS } from "./apigateway.ts";
import { CLOUDFORMATION_PERMISSIONS } from "./cloudformation.ts";
import { CLOUDWATCH_PERMISSIONS } from "./cloudwatch.ts";
import { COGNITO_PERMISSIONS } from "./cognitoidp.ts";
import { DYNAMODB_PERMISSIONS, DYNAMODB_STREAMS_PERMISSIONS } from "./dynamodb.ts";
import { EVENTS_PERMISSIONS } from "./events.ts";
import { FIREHOSE_PERMISSIONS } from "./firehose.ts";
import { IAM_PERMISSIONS } from "./iam.ts";
import { KINESIS_PERMISSIONS } from "./kinesis.ts";
import { LAMBDA_PERMISSIONS } from "./lambda.ts";
import { LOCATION_PERMISSIONS } from "./location.ts";
import { LOGS_PERMISSIONS } from "./logs.ts";
import type { Needs, Permission, PermissionTable, Place } from "./permission.ts";
import { PIPES_PERMISSIONS } from "./pipes.ts";
import { REST_API_PERMISSIONS } from "./rest-apis.ts";
import { S3_PERMISSIONS } from "./s3.ts";
import { SECRETS_MANAGER_PERMISSIONS } from "./secretsmanager.ts";
import { SNS_PERMISSIONS } from "./sns.ts";
import { SQS_PERMISSIONS } from "./sqs.ts";
import { SSM_PERMISSIONS } from "./ssm.ts";
import { STATES_PERMISSIONS } from "./states.ts";
import { STS_PERMISSIONS } from "./sts.ts";

/** Services whose operations name no resource have none. */
const TABLES: { readonly [S in ServiceId]?: PermissionTable<ServiceModules[S]> } = {
  apigateway: REST_API_PERMISSIONS,
  apigatewayv2: API_GATEWAY_PERMISSIONS,
  cloudformation: CLOUDFORMATION_PERMISSIONS,
  cloudwatch: CLOUDWATCH_PERMISSIONS,
  cognitoidp: COGNITO_PERMISSIONS,
  dynamodb: DYNAMODB_PERMISSIONS,
  dynamodbstreams: DYNAMODB_STREAMS_PERMISSIONS,
  events: EVENTS_PERMISSIONS,
  firehose: FIREHOSE_PERMISSIONS,
  iam: IAM_PERMISSIONS,
  kinesis: KINESIS_PERMISSIONS,
  lambda: LAMBDA_PERMISSIONS,
  location: LOCATION_PERMISSIONS,
  logs: LOGS_PERMISSIONS,
  pipes: PIPES_PERMISSIONS,
  s3: S3_PERMISSIONS,
  secretsmanager: SECRETS_MANAGER_PERMISSIONS,
  sns: SNS_PERMISSIONS,
  sqs: SQS_PERMISSIONS,
  ssm: SSM_PERMISSIONS,
  states: STATES_PERMISSIONS,
  sts: STS_PERMISSIONS,
};

/** The prefixes of actions that are not the name of the API. */
const PREFIXES: ReadonlyMap<ServiceId, string> = new Map([
  ["apigatewayv2", "apigateway"],
  ["cognitoidp", "cognito-idp"],
  ["dynamodbstreams", "dynamodb"],
  ["location", "geo"],
]);

/** An operation with its input, as it is called. */
export interface OperationCall {
  readonly service: ServiceId;
  readonly operation: string;
  readonly input: unknown;
}

/** What a call needs to be allowed: all of it. Empty for what everyone may do. */
export function permissionsOf(call: OperationCall, place: Place): Permission[] {
  const own = `${PREFIXES.get(call.service) ?? call.service}:${call.operation}`;
  return needsOf(call, place).map((need) =>
    typeof need === "string" ? { action: own, resource: need } : need,
  );
}

function needsOf({ service, operation, input }: OperationCall, place: Place): Needs {
  const table: Readonly<Record<string, unknown>> = TABLES[service] ?? {};
  if (!Object.hasOwn(table, operation)) return ["*"];
  // oxlint-disable-next-line typescript/consistent-type-assertions -- typed in its table; the schema has checked the input
  const row = table[operation] as (input: unknown, place: Place) => Needs;
  return row(input ?? {}, place);
}

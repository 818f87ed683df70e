import type { ResourceType } from "./resource-type.ts";
import { apiGatewayAccount } from "./resources/apigateway-account.ts";
import { apiGatewayApiKey } from "./resources/apigateway-api-key.ts";
import { apiGatewayAuthorizer } from "./resources/apigateway-authorizer.ts";
import { apiGatewayDeployment } from "./resources/apigateway-deployment.ts";
import { apiGatewayGatewayResponse } from "./resources/apigateway-gateway-response.ts";
import { apiGatewayMethod } from "./resources/apigateway-method.ts";
import { apiGatewayModel } from "./resources/apigateway-model.ts";
import { apiGatewayRequestValidator } from "./resources/apigateway-request-validator.ts";
import { apiGatewayResource } from "./resources/apigateway-resource.ts";
import { apiGatewayRestApi } from "./resources/apigateway-rest-api.ts";
import { apiGatewayStage } from "./resources/apigateway-stage.ts";
import { apiGatewayUsagePlanKey } from "./resources/apigateway-usage-plan-key.ts";
import { apiGatewayUsagePlan } from "./resources/apigateway-usage-plan.ts";
import { apiGatewayV2Api } from "./resources/apigatewayv2-api.ts";
import { apiGatewayV2Authorizer } from "./resources/apigatewayv2-authorizer.ts";
import { apiGatewayV2Deployment } from "./resources/apigatewayv2-deployment.ts";
import { apiGatewayV2Integration } from "./resources/apigatewayv2-integration.ts";
import { apiGatewayV2Route } from "./resources/apigatewayv2-route.ts";
import { apiGatewayV2Stage } from "./resources/apigatewayv2-stage.ts";
import { cloudWatchAlarm } from "./resources/cloudwatch-alarm.ts";
import { cloudWatchCompositeAlarm } from "./resources/cloudwatch-composite-alarm.ts";
import { cloudWatchDashboard } from "./resources/cloudwatch-dashboard.ts";
import { cognitoUserPoolClient } from "./resources/cognito-user-pool-client.ts";
import { cognitoUserPoolGroup } from "./resources/cognito-user-pool-group.ts";
import { cognitoUserPool } from "./resources/cognito-user-pool.ts";
import { dynamoDbTable } from "./resources/dynamodb-table.ts";
import { eventsApiDestination } from "./resources/events-api-destination.ts";
import { eventsArchive } from "./resources/events-archive.ts";
import { eventsConnection } from "./resources/events-connection.ts";
import { eventsEventBus } from "./resources/events-event-bus.ts";
import { eventsRule } from "./resources/events-rule.ts";
import { iamManagedPolicy } from "./resources/iam-managed-policy.ts";
import { iamPolicy } from "./resources/iam-policy.ts";
import { iamRole } from "./resources/iam-role.ts";
import { kinesisFirehoseDeliveryStream } from "./resources/kinesisfirehose-delivery-stream.ts";
import { kinesisResourcePolicy } from "./resources/kinesis-resource-policy.ts";
import { kinesisStreamConsumer } from "./resources/kinesis-stream-consumer.ts";
import { kinesisStream } from "./resources/kinesis-stream.ts";
import { lambdaAlias } from "./resources/lambda-alias.ts";
import { lambdaEventInvokeConfig } from "./resources/lambda-event-invoke-config.ts";
import { lambdaEventSourceMapping } from "./resources/lambda-event-source-mapping.ts";
import { lambdaFunction } from "./resources/lambda-function.ts";
import { lambdaLayerVersionPermission } from "./resources/lambda-layer-version-permission.ts";
import { lambdaLayerVersion } from "./resources/lambda-layer-version.ts";
import { lambdaPermission } from "./resources/lambda-permission.ts";
import { lambdaVersion } from "./resources/lambda-version.ts";
import { locationPlaceIndex } from "./resources/location-place-index.ts";
import { logsLogGroup } from "./resources/logs-log-group.ts";
import { logsLogStream } from "./resources/logs-log-stream.ts";
import { pipesPipe } from "./resources/pipes-pipe.ts";
import { s3BucketPolicy } from "./resources/s3-bucket-policy.ts";
import { s3Bucket } from "./resources/s3-bucket.ts";
import { secretsManagerResourcePolicy } from "./resources/secretsmanager-resource-policy.ts";
import { secretsManagerSecret } from "./resources/secretsmanager-secret.ts";
import { snsSubscription } from "./resources/sns-subscription.ts";
import { snsTopicPolicy } from "./resources/sns-topic-policy.ts";
import { snsTopic } from "./resources/sns-topic.ts";
import { sqsQueuePolicy } from "./resources/sqs-queue-policy.ts";
import { sqsQueue } from "./resources/sqs-queue.ts";
import { ssmParameter } from "./resources/ssm-parameter.ts";
import { statesStateMachine } from "./resources/states-state-machine.ts";

/** Every resource type that a stack may have. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  apiGatewayAccount,
  apiGatewayApiKey,
  apiGatewayAuthorizer,
  apiGatewayDeployment,
  apiGatewayGatewayResponse,
  apiGatewayMethod,
  apiGatewayModel,
  apiGatewayRequestValidator,
  apiGatewayResource,
  apiGatewayRestApi,
  apiGatewayStage,
  apiGatewayUsagePlan,
  apiGatewayUsagePlanKey,
  apiGatewayV2Api,
  apiGatewayV2Authorizer,
  apiGatewayV2Deployment,
  apiGatewayV2Integration,
  apiGatewayV2Route,
  apiGatewayV2Stage,
  cloudWatchAlarm,
  cloudWatchCompositeAlarm,
  cloudWatchDashboard,
  cognitoUserPool,
  cognitoUserPoolClient,
  cognitoUserPoolGroup,
  dynamoDbTable,
  eventsApiDestination,
  eventsArchive,
  eventsConnection,
  eventsEventBus,
  eventsRule,
  iamManagedPolicy,
  iamPolicy,
  iamRole,
  kinesisFirehoseDeliveryStream,
  kinesisResourcePolicy,
  kinesisStream,
  kinesisStreamConsumer,
  lambdaAlias,
  lambdaEventInvokeConfig,
  lambdaEventSourceMapping,
  lambdaFunction,
  lambdaLayerVersion,
  lambdaLayerVersionPermission,
  lambdaPermission,
  lambdaVersion,
  locationPlaceIndex,
  logsLogGroup,
  logsLogStream,
  pipesPipe,
  s3Bucket,
  s3BucketPolicy,
  secretsManagerResourcePolicy,
  secretsManagerSecret,
  snsSubscription,
  snsTopic,
  snsTopicPolicy,
  sqsQueue,
  sqsQueuePolicy,
  ssmParameter,
  statesStateMachine,
];

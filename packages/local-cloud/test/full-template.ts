/** What varies between the versions of the template. */
export interface Variant {
  readonly answer: string;
  readonly retentionDays: number;
  /** Adds a resource that fails after all others. */
  readonly broken?: boolean;
}

const ref = (name: string) => ({ Ref: name });
const att = (name: string, attribute: string) => ({ "Fn::GetAtt": [name, attribute] });
const allow = (Principal: object | string, Action: string, Resource?: unknown) => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal, Action, ...(Resource === undefined ? {} : { Resource }) },
  ],
});
const trust = (service: string) => allow({ Service: service }, "sts:AssumeRole");

/** A template with a resource of nearly every emulated type, each with something to update. */
export function aFullTemplate(variant: Variant): string {
  const Resources = {
    ...storage(variant),
    ...messaging(variant),
    ...compute(variant),
    ...workflow(variant),
    ...api(variant),
    ...operations(variant),
  };
  const broken = {
    Broken: { Type: "AWS::Made::Up", DependsOn: Object.keys(Resources) },
  };
  return JSON.stringify({
    Resources: { ...Resources, ...(variant.broken === true ? broken : {}) },
    Outputs,
  });
}

function resource(Type: string, Properties: object, more: object = {}): object {
  return { Type: `AWS::${Type}`, Properties, ...more };
}

function storage({ retentionDays }: Variant) {
  return {
    Table: resource("DynamoDB::Table", {
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "id", AttributeType: "S" },
        { AttributeName: "owner", AttributeType: "S" },
      ],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      GlobalSecondaryIndexes: [
        {
          IndexName: "byOwner",
          KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      StreamSpecification: { StreamViewType: "NEW_IMAGE" },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
      DeletionProtectionEnabled: false,
      Tags: [{ Key: "days", Value: String(retentionDays) }],
    }),
    Files: resource("S3::Bucket", {
      LifecycleConfiguration: {
        Rules: [{ Id: "old", Status: "Enabled", ExpirationInDays: retentionDays }],
      },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["*"] }] },
    }),
    FilesPolicy: resource("S3::BucketPolicy", {
      Bucket: ref("Files"),
      PolicyDocument: allow(
        { Service: "logging.s3.amazonaws.com" },
        retentionDays > 7 ? "s3:*" : "s3:PutObject",
        {
          "Fn::Sub": "${Files.Arn}/*",
        },
      ),
    }),
    Days: resource("SSM::Parameter", {
      Name: "/everything/days",
      Type: "String",
      Value: String(retentionDays),
    }),
  };
}

function messaging({ retentionDays }: Variant) {
  const send = allow({ Service: "sns.amazonaws.com" }, "sqs:SendMessage", att("Jobs", "Arn"));
  return {
    Jobs: resource("SQS::Queue", { VisibilityTimeout: 180, DelaySeconds: retentionDays }),
    JobsPolicy: resource("SQS::QueuePolicy", { Queues: [ref("Jobs")], PolicyDocument: send }),
    Topic: resource("SNS::Topic", { DisplayName: `for ${retentionDays} days` }),
    TopicPolicy: resource("SNS::TopicPolicy", {
      Topics: [ref("Topic")],
      PolicyDocument: allow({ Service: "events.amazonaws.com" }, "sns:Publish", ref("Topic")),
    }),
    Subscription: resource("SNS::Subscription", {
      TopicArn: ref("Topic"),
      Protocol: "sqs",
      Endpoint: att("Jobs", "Arn"),
      RawMessageDelivery: retentionDays > 7,
      FilterPolicy: { days: [String(retentionDays)] },
    }),
    Bus: resource("Events::EventBus", { Name: "everything-bus" }),
    Rule: resource("Events::Rule", {
      EventBusName: ref("Bus"),
      EventPattern: { source: ["test"], detail: { days: [retentionDays] } },
      Targets: [{ Id: "queue", Arn: att("Jobs", "Arn"), InputPath: "$.detail" }],
    }),
  };
}

function compute({ answer, retentionDays }: Variant) {
  const Code = { S3Bucket: "artifacts", S3Key: "code.zip" };
  const common = { Handler: "index.handler", Runtime: "nodejs24.x", Role: att("Role", "Arn") };
  return {
    Role: resource("IAM::Role", {
      AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
      Description: `${retentionDays} days`,
      ManagedPolicyArns: [
        "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
        ref("Shared"),
      ],
    }),
    RolePolicy: resource("IAM::Policy", {
      PolicyName: "streams",
      Roles: [ref("Role")],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["dynamodb:*", "sqs:*"], Resource: "*" }],
      },
    }),
    Shared: resource("IAM::ManagedPolicy", {
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "s3:Get*", Resource: "*", Sid: `D${retentionDays}` },
        ],
      },
    }),
    Fn: resource("Lambda::Function", {
      ...common,
      Code,
      Timeout: 30,
      Environment: { Variables: { ANSWER: answer } },
      Layers: [ref("Layer")],
      Tags: [{ Key: "answer", Value: answer }],
    }),
    Inline: resource("Lambda::Function", {
      ...common,
      Code: { ZipFile: "exports.handler = async () => 'inline';" },
    }),
    Layer: resource("Lambda::LayerVersion", { Content: Code, CompatibleRuntimes: ["nodejs24.x"] }),
    Version: resource("Lambda::Version", { FunctionName: ref("Fn") }),
    Alias: resource("Lambda::Alias", {
      FunctionName: ref("Fn"),
      FunctionVersion: att("Version", "Version"),
      Name: "live",
      Description: answer,
    }),
    Permission: resource("Lambda::Permission", {
      FunctionName: att("Fn", "Arn"),
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: {
        "Fn::Sub": "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*",
      },
    }),
    OnStream: resource(
      "Lambda::EventSourceMapping",
      {
        FunctionName: att("Fn", "Arn"),
        EventSourceArn: att("Table", "StreamArn"),
        StartingPosition: "LATEST",
        BatchSize: retentionDays,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        DestinationConfig: { OnFailure: { Destination: att("Jobs", "Arn") } },
      },
      { DependsOn: "RolePolicy" },
    ),
    Async: resource("Lambda::EventInvokeConfig", {
      FunctionName: ref("Fn"),
      Qualifier: "$LATEST",
      MaximumRetryAttempts: retentionDays > 7 ? 1 : 2,
      DestinationConfig: { OnFailure: { Destination: att("Jobs", "Arn") } },
    }),
  };
}

function workflow({ retentionDays }: Variant) {
  const definition = {
    Comment: `${retentionDays} days`,
    StartAt: "Work",
    States: { Work: { Type: "Task", Resource: "${FnArn}", End: true } },
  };
  return {
    Machine: resource("StepFunctions::StateMachine", {
      RoleArn: att("MachineRole", "Arn"),
      DefinitionString: JSON.stringify(definition),
      DefinitionSubstitutions: { FnArn: att("Fn", "Arn") },
      LoggingConfiguration: {
        Level: "ERROR",
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: att("Logs", "Arn") } }],
      },
    }),
    MachineRole: resource("IAM::Role", {
      AssumeRolePolicyDocument: trust("states.amazonaws.com"),
    }),
    Logs: resource("Logs::LogGroup", { RetentionInDays: retentionDays }),
  };
}

function api({ retentionDays }: Variant) {
  const ApiId = ref("Api");
  return {
    Api: resource("ApiGatewayV2::Api", {
      Name: "everything",
      ProtocolType: "HTTP",
      Description: `${retentionDays} days`,
      CorsConfiguration: { AllowOrigins: ["*"], MaxAge: retentionDays },
    }),
    Integration: resource("ApiGatewayV2::Integration", {
      ApiId,
      IntegrationType: "AWS_PROXY",
      IntegrationUri: att("Fn", "Arn"),
      PayloadFormatVersion: "2.0",
      TimeoutInMillis: 1000 * Math.min(retentionDays, 29),
    }),
    Route: resource("ApiGatewayV2::Route", {
      ApiId,
      RouteKey: "GET /items",
      Target: { "Fn::Sub": "integrations/${Integration}" },
      AuthorizationType: retentionDays > 7 ? "AWS_IAM" : "NONE",
    }),
    Stage: resource("ApiGatewayV2::Stage", {
      ApiId,
      StageName: "$default",
      AutoDeploy: true,
      Description: `${retentionDays} days`,
      StageVariables: { colour: "red" },
    }),
  };
}

function operations({ retentionDays }: Variant) {
  return {
    Alarm: resource("CloudWatch::Alarm", {
      Namespace: "AWS/SQS",
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: att("Jobs", "QueueName") }],
      Statistic: "Maximum",
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: String(retentionDays),
      ComparisonOperator: "GreaterThanThreshold",
      AlarmActions: [ref("Topic")],
    }),
    Dashboard: resource("CloudWatch::Dashboard", {
      DashboardBody: {
        "Fn::Sub": `{"widgets":[{"type":"text","properties":{"markdown":"${retentionDays}"}}]}`,
      },
    }),
  };
}

const Outputs = Object.fromEntries(
  Object.entries({
    TableName: ref("Table"),
    TableArn: att("Table", "Arn"),
    StreamArn: att("Table", "StreamArn"),
    LogsArn: att("Logs", "Arn"),
    FnName: ref("Fn"),
    InlineName: ref("Inline"),
    VersionRef: ref("Version"),
    AliasRef: ref("Alias"),
    RuleRef: ref("Rule"),
    TopicArn: ref("Topic"),
    MachineArn: ref("Machine"),
    MachineName: att("Machine", "Name"),
    AlarmArn: att("Alarm", "Arn"),
    ParameterValue: att("Days", "Value"),
    ApiId: ref("Api"),
  }).map(([key, Value]) => [key, { Value }]),
);

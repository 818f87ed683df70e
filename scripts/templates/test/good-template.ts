import { readTemplate, type Template } from "../template.ts";

type Json = Record<string, unknown>;

const ref = (id: string): Json => ({ Ref: id });
const arn = (id: string): Json => ({ "Fn::GetAtt": [id, "Arn"] });
const sub = (text: string): Json => ({ "Fn::Sub": text });

function resource(type: string, properties: Json, metadata?: Json): Json {
  return { Type: `AWS::${type}`, Properties: properties, ...(metadata && { Metadata: metadata }) };
}

function policy(...statements: readonly Json[]): Json {
  return { Version: "2012-10-17", Statement: statements };
}

function allow(actions: readonly string[], on: unknown): Json {
  return { Effect: "Allow", Action: actions, Resource: on };
}

function tlsOnly(action: string, on: unknown): Json {
  const Condition = { Bool: { "aws:SecureTransport": "false" } };
  return { Effect: "Deny", Principal: "*", Action: action, Resource: on, Condition };
}

const trace = allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*");

function role(service: string, ...statements: readonly Json[]): Json {
  const trust = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return resource("IAM::Role", {
    AssumeRolePolicyDocument: policy(trust),
    Policies: [{ PolicyName: "own", PolicyDocument: policy(...statements) }],
  });
}

/** A function with its role and its log group. */
function lambda(name: string, ...statements: readonly Json[]): Json {
  const writeLogs = allow(["logs:CreateLogStream", "logs:PutLogEvents"], arn(`${name}Logs`));
  return {
    [name]: resource("Lambda::Function", {
      FunctionName: `parcels-test-${name}`,
      Code: { S3Bucket: ref("Parcels"), S3Key: `${name}.zip` },
      Handler: `src/functions/${name}.handler`,
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Timeout: 10,
      Role: arn(`${name}Role`),
      TracingConfig: { Mode: "Active" },
      Environment: { Variables: { API_TOKEN_NAME: "/parcels/test/token", LIMIT: "5" } },
    }),
    [`${name}Role`]: role("lambda.amazonaws.com", trace, writeLogs, ...statements),
    [`${name}Logs`]: resource("Logs::LogGroup", {
      LogGroupName: `/aws/lambda/parcels-test-${name}`,
      RetentionInDays: 14,
    }),
  };
}

/** A service of AWS that may send to a queue, and the ARN in whose name. */
interface Writer {
  readonly service: string;
  readonly source: Json;
}

/** A queue that takes only TLS, and messages of a service where one is named. */
function queue(name: string, properties: Json, writer?: Writer): Json {
  const write = {
    ...allow(["sqs:SendMessage"], arn(name)),
    Principal: { Service: writer?.service },
    Condition: { ArnEquals: { "aws:SourceArn": writer?.source } },
  };
  const statements = [tlsOnly("sqs:*", arn(name)), ...(writer ? [write] : [])];
  return {
    [name]: resource("SQS::Queue", { SqsManagedSseEnabled: true, ...properties }),
    [`${name}Policy`]: resource("SQS::QueuePolicy", {
      Queues: [ref(name)],
      PolicyDocument: policy(...statements),
    }),
  };
}

function deadLetters(name: string, writer?: Writer): Json {
  return {
    ...queue(name, { MessageRetentionPeriod: 1_209_600 }, writer),
    [`${name}Alarm`]: alarm("AWS/SQS ApproximateNumberOfMessagesVisible", {
      Name: "QueueName",
      Value: { "Fn::GetAtt": [name, "QueueName"] },
    }),
  };
}

function alarm(metric: string, dimension: Json): Json {
  const [Namespace, MetricName] = metric.split(" ");
  return resource("CloudWatch::Alarm", {
    Namespace,
    MetricName,
    Dimensions: [dimension],
    Statistic: "Maximum",
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: "GreaterThanThreshold",
    AlarmActions: [ref("Alarms")],
  });
}

function topic(name: string, metadata?: Json): Json {
  return {
    [name]: resource("SNS::Topic", metadata ? {} : { KmsMasterKeyId: "alias/aws/sns" }, metadata),
    [`${name}Policy`]: resource("SNS::TopicPolicy", {
      Topics: [ref(name)],
      PolicyDocument: policy(tlsOnly("sns:Publish", ref(name))),
    }),
  };
}

const storage = {
  Parcels: resource("S3::Bucket", {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
      ],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  }),
  ParcelsPolicy: resource("S3::BucketPolicy", {
    Bucket: ref("Parcels"),
    PolicyDocument: policy(tlsOnly("s3:*", [arn("Parcels"), sub("${Parcels.Arn}/*")])),
  }),
  Scans: resource("DynamoDB::Table", {
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    SSESpecification: { SSEEnabled: true },
    StreamSpecification: { StreamViewType: "NEW_IMAGE" },
  }),
  Readings: resource("Kinesis::Stream", {
    ShardCount: 1,
    RetentionPeriodHours: 24,
    StreamEncryption: { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
  }),
};

/** A queue, read by a function. */
const work = {
  ...queue("Work", {
    VisibilityTimeout: 65,
    RedrivePolicy: { deadLetterTargetArn: arn("WorkLost"), maxReceiveCount: 5 },
  }),
  ...deadLetters("WorkLost"),
  ...lambda(
    "doWork",
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], arn("Work")),
  ),
  WorkSource: resource("Lambda::EventSourceMapping", {
    EventSourceArn: arn("Work"),
    FunctionName: arn("doWork"),
    MaximumBatchingWindowInSeconds: 5,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
  }),
};

/** A table's stream, read by a function. */
const index = {
  ...deadLetters("IndexLost"),
  ...lambda("indexScan", allow(["sqs:SendMessage"], arn("IndexLost"))),
  IndexSource: resource("Lambda::EventSourceMapping", {
    EventSourceArn: { "Fn::GetAtt": ["Scans", "StreamArn"] },
    FunctionName: arn("indexScan"),
    StartingPosition: "TRIM_HORIZON",
    MaximumRetryAttempts: 3,
    MaximumRecordAgeInSeconds: 3600,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    DestinationConfig: { OnFailure: { Destination: arn("IndexLost") } },
  }),
};

/** A rule that calls a function, and a topic with a queue behind it. */
const events = {
  Daily: resource("Events::Rule", {
    ScheduleExpression: "rate(1 day)",
    Targets: [{ Id: "tidy", Arn: arn("tidyUp"), DeadLetterConfig: { Arn: arn("DailyLost") } }],
  }),
  ...deadLetters("DailyLost", { service: "events.amazonaws.com", source: arn("Daily") }),
  ...lambda("tidyUp", allow(["sqs:SendMessage"], arn("TidyLost"))),
  TidyPermission: resource("Lambda::Permission", {
    FunctionName: ref("tidyUp"),
    Action: "lambda:InvokeFunction",
    Principal: "events.amazonaws.com",
    SourceArn: arn("Daily"),
  }),
  TidyCalls: resource("Lambda::EventInvokeConfig", {
    FunctionName: ref("tidyUp"),
    Qualifier: "$LATEST",
    DestinationConfig: { OnFailure: { Destination: arn("TidyLost") } },
  }),
  ...deadLetters("TidyLost"),
  ...topic("News"),
  NewsToWork: resource("SNS::Subscription", {
    TopicArn: ref("News"),
    Protocol: "sqs",
    Endpoint: arn("Work"),
    RedrivePolicy: { deadLetterTargetArn: arn("NewsLost") },
  }),
  ...deadLetters("NewsLost", { service: "sns.amazonaws.com", source: ref("News") }),
  ...topic("Alarms", { blueprint: { encrypted: "CloudWatch has no right to the key" } }),
};

const workflow = {
  Deliver: resource("StepFunctions::StateMachine", {
    RoleArn: arn("DeliverRole"),
    DefinitionString: sub(
      '{"StartAt":"Do","States":{"Do":{"Type":"Task","Resource":"${doWork.Arn}","End":true}}}',
    ),
    TracingConfiguration: { Enabled: true },
    LoggingConfiguration: {
      Level: "ERROR",
      Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: arn("DeliverLogs") } }],
    },
  }),
  DeliverRole: role("states.amazonaws.com", trace, allow(["lambda:InvokeFunction"], arn("doWork"))),
  DeliverLogs: resource("Logs::LogGroup", {
    LogGroupName: "/aws/vendedlogs/states/parcels-test",
    RetentionInDays: 14,
  }),
  ...Object.fromEntries(
    ["ExecutionsFailed", "ExecutionsTimedOut"].map((metric) => [
      `Deliver${metric}Alarm`,
      alarm(`AWS/States ${metric}`, { Name: "StateMachineArn", Value: ref("Deliver") }),
    ]),
  ),
};

const FOUND = ["Parcels", "Scans", "Readings", "News", "Alarms", "Deliver", "Work"];
const LOST = ["WorkLost", "IndexLost", "DailyLost", "TidyLost", "NewsLost"];

/** A compiled template that keeps every rule, with one of each thing that the rules are about. */
export const GOOD = {
  Resources: { ...storage, ...work, ...index, ...events, ...workflow },
  Outputs: Object.fromEntries([...FOUND, ...LOST].map((id) => [id, { Value: ref(id) }])),
};

/** What the CLI says of it: service `parcels`, stage `test`. */
const STATE = {
  service: {
    service: "parcels",
    provider: { stage: "test", stackTags: { service: "parcels", stage: "test" } },
  },
};

/** One change: a path from a logical id on, and the value there; undefined removes it. */
export type Change = readonly [path: string, value: unknown];

/** The good template with changes, as the CLI would have written it. */
export function goodWith(...changes: readonly Change[]): typeof GOOD {
  // By way of text, because a structured clone keeps parts shared, and a change would reach them all.
  const compiled = JSON.parse(JSON.stringify(GOOD)) as typeof GOOD;
  for (const [path, value] of changes) set(compiled.Resources, path.split("/"), value);
  return compiled;
}

/** The good template with changes, read. */
export function templateWith(...changes: readonly Change[]): Template {
  return readTemplate(goodWith(...changes), STATE);
}

function set(into: object, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) set(Reflect.get(into, key), rest, value);
  else if (value === undefined) Reflect.deleteProperty(into, key);
  else Reflect.set(into, key, value);
}

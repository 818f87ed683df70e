import { describe, expect, test } from "vitest";
import { lineOf, rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import { type Change, GOOD, templateWith } from "./test/good-template.ts";

/** What the rules find after some changes to the good template, each once: `WorkLost: dead-letter-alarm`. */
function found(...changes: readonly Change[]): readonly string[] {
  const template = templateWith(...changes);
  const findings = RULES.flatMap(({ find }) => find(template));
  return [...new Set(findings.map((finding) => `${finding.resource}: ${finding.rule}`))];
}

const P = "Properties";
const STATEMENTS = `${P}/PolicyDocument/Statement`;
const ROLE = `${P}/Policies/0/PolicyDocument/Statement`;
const refused = { Bool: { "aws:SecureTransport": "false" } };

function aResource(type: string, properties: object): object {
  return { Type: `AWS::${type}`, Properties: properties };
}

function aPolicy(statement: object): object {
  const Statement = [{ Effect: "Allow", ...statement }];
  return aResource("IAM::Policy", {
    Roles: [{ Ref: "doWorkRole" }],
    PolicyDocument: { Statement },
  });
}

function aClient(over: object): object {
  return aResource("Cognito::UserPoolClient", {
    PreventUserExistenceErrors: "ENABLED",
    ReadAttributes: ["email"],
    WriteAttributes: ["email"],
    ...over,
  });
}

function aDelivery(over: object, encryption: object = { KeyType: "AWS_OWNED_CMK" }): object {
  return aResource("KinesisFirehose::DeliveryStream", {
    DeliveryStreamEncryptionConfigurationInput: encryption,
    ExtendedS3DestinationConfiguration: {
      CloudWatchLoggingOptions: { Enabled: true },
      ErrorOutputPrefix: "error/",
      ...over,
    },
  });
}

const ORIGIN = "method.response.header.Access-Control-Allow-Origin";
const LIMITS = [
  { ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
];

/** Each row breaks the good template in one place: what is changed, to what, and who says so. */
const BREAKS: readonly (readonly [path: string, value: unknown, finding: string])[] = [
  [`Daily/${P}/Targets/0/DeadLetterConfig`, undefined, "Daily: dead-letters"],
  [`Daily/${P}/Targets/0/DeadLetterConfig/Arn`, "arn:aws:sqs:x:1:other", "Daily: dead-letters"],
  [`NewsToWork/${P}/RedrivePolicy`, undefined, "NewsToWork: dead-letters"],
  [`TidyCalls/${P}/DestinationConfig`, undefined, "tidyUp: dead-letters"],
  [`IndexSource/${P}/DestinationConfig`, undefined, "IndexSource: dead-letters"],
  [`Work/${P}/RedrivePolicy`, undefined, "Work: dead-letters"],
  [
    `DailyLostPolicy/${STATEMENTS}/1/Principal/Service`,
    "sns.amazonaws.com",
    "Daily: dead-letter-permission",
  ],
  ["Nightly", aResource("Scheduler::Schedule", { Target: { Arn: "x" } }), "Nightly: dead-letters"],
  [`DailyLostPolicy/${STATEMENTS}/1/Condition`, undefined, "Daily: dead-letter-permission"],
  [
    `NewsLostPolicy/${STATEMENTS}/1/Action`,
    "sqs:ReceiveMessage",
    "NewsToWork: dead-letter-permission",
  ],
  [`indexScanRole/${ROLE}/2/Resource`, { Ref: "WorkLost" }, "IndexSource: dead-letter-permission"],
  [`tidyUpRole/${ROLE}/2/Action`, ["sqs:ReceiveMessage"], "tidyUp: dead-letter-permission"],
  [`IndexLost/${P}/MessageRetentionPeriod`, 345_600, "IndexLost: dead-letter-retention"],
  [`IndexLostAlarm/${P}/MetricName`, "NumberOfMessagesSent", "IndexLost: dead-letter-alarm"],
  [`IndexLostAlarm/${P}/Threshold`, 10, "IndexLost: dead-letter-alarm"],
  ["TidyLostAlarm", undefined, "TidyLost: dead-letter-alarm"],
  [`IndexLostAlarm/${P}/AlarmActions`, [], "IndexLostAlarm: alarm-actions"],
  [`IndexLostAlarm/${P}/ActionsEnabled`, false, "IndexLostAlarm: alarm-actions"],
  ["DeliverExecutionsTimedOutAlarm", undefined, "Deliver: workflow-alarm"],
  [`IndexSource/${P}/StartingPosition`, undefined, "IndexSource: stream-source"],
  [`IndexSource/${P}/MaximumRetryAttempts`, -1, "IndexSource: stream-source"],
  [`IndexSource/${P}/MaximumRecordAgeInSeconds`, undefined, "IndexSource: stream-source"],
  [`IndexSource/${P}/BisectBatchOnFunctionError`, false, "IndexSource: stream-source"],
  [`IndexSource/${P}/FunctionResponseTypes`, [], "IndexSource: partial-batches"],
  [`Readings/${P}/RetentionPeriodHours`, undefined, "Readings: stream-retention"],
  [
    "Again",
    aResource("Lambda::EventSourceMapping", {
      ...(GOOD.Resources.IndexSource.Properties as object),
      EventSourceArn: { "Fn::GetAtt": ["Readings", "Arn"] },
      MaximumRecordAgeInSeconds: 24 * 3600 + 1,
    }),
    "Again: stream-retention",
  ],
  [`WorkSource/${P}/FunctionResponseTypes`, undefined, "WorkSource: partial-batches"],
  [`Work/${P}/VisibilityTimeout`, 64, "Work: queue-visibility"],
  [`Work/${P}/VisibilityTimeout`, undefined, "Work: queue-visibility"],
  [`doWork/${P}/Timeout`, 11, "Work: queue-visibility"],
  [`Work/${P}/RedrivePolicy/maxReceiveCount`, 2, "Work: queue-redrive"],
  [`DeliverLogs/${P}/RetentionInDays`, undefined, "DeliverLogs: log-retention"],
  [`doWorkLogs/${P}/LogGroupName`, "/aws/lambda/parcels-test-other", "doWork: function-logs"],
  [`doWorkRole/${ROLE}/1/Action`, ["logs:CreateLogStream"], "doWork: function-logs"],
  [`Deliver/${P}/LoggingConfiguration/Level`, "OFF", "Deliver: workflow-logs"],
  [`Deliver/${P}/LoggingConfiguration/Destinations`, [], "Deliver: workflow-logs"],
  ["Stage", aResource("ApiGatewayV2::Stage", {}), "Stage: api-logs"],
  ["Stage", aResource("ApiGateway::Stage", { MethodSettings: LIMITS }), "Stage: api-logs"],
  ["Deployment", aResource("ApiGateway::Deployment", { StageName: "v1" }), "Deployment: api-logs"],
  [
    "Stage",
    aResource("ApiGateway::Stage", { AccessLogSetting: { DestinationArn: "x" } }),
    "Stage: api-throttling",
  ],
  ["Open", aResource("ApiGateway::Method", { HttpMethod: "GET" }), "Open: api-access"],
  [
    "Preflight",
    aResource("ApiGateway::Method", {
      HttpMethod: "OPTIONS",
      Integration: { IntegrationResponses: [{ ResponseParameters: { [ORIGIN]: "'*'" } }] },
    }),
    "Preflight: no-any-origin",
  ],
  ["Plan", aResource("ApiGateway::UsagePlan", { UsagePlanName: "p" }), "Plan: no-fixed-names"],
  [`Parcels/${P}/BucketEncryption`, undefined, "Parcels: encrypted"],
  [`Scans/${P}/SSESpecification/SSEEnabled`, false, "Scans: encrypted"],
  [`Work/${P}/SqsManagedSseEnabled`, false, "Work: encrypted"],
  [`News/${P}/KmsMasterKeyId`, undefined, "News: encrypted"],
  ["Alarms/Metadata", undefined, "Alarms: encrypted"],
  ["ParcelsPolicy", undefined, "Parcels: tls-only"],
  [
    `ParcelsPolicy/${STATEMENTS}/0/Resource`,
    [{ "Fn::GetAtt": ["Parcels", "Arn"] }],
    "Parcels: tls-only",
  ],
  [`WorkPolicy/${STATEMENTS}/0/Condition`, { ...refused, Null: {} }, "Work: tls-only"],
  [`WorkPolicy/${STATEMENTS}/0/Action`, "sqs:SendMessage", "Work: tls-only"],
  [`NewsPolicy/${STATEMENTS}/0/Principal`, { Service: "events.amazonaws.com" }, "News: tls-only"],
  [`NewsPolicy/${STATEMENTS}/0/Resource`, { Ref: "Alarms" }, "News: tls-only"],
  [
    `Parcels/${P}/PublicAccessBlockConfiguration/BlockPublicPolicy`,
    false,
    "Parcels: no-public-access",
  ],
  [`Parcels/${P}/AccessControl`, "PublicRead", "Parcels: no-public-access"],
  [
    `WorkPolicy/${STATEMENTS}/1`,
    { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "x" },
    "WorkPolicy: no-public-access",
  ],
  [
    "Shared",
    aResource("Kinesis::ResourcePolicy", {
      ResourceArn: { "Fn::GetAtt": ["Readings", "Arn"] },
      ResourcePolicy: {
        Statement: { Effect: "Allow", Principal: "*", Action: "kinesis:PutRecords", Resource: "x" },
      },
    }),
    "Shared: no-public-access",
  ],
  [`Readings/${P}/StreamEncryption`, undefined, "Readings: encrypted"],
  [`TidyPermission/${P}/SourceArn`, undefined, "TidyPermission: no-public-access"],
  ["Url", aResource("Lambda::Url", { AuthType: "NONE" }), "Url: no-public-access"],
  [`Scans/${P}/TableName`, "scans-test", "Scans: no-fixed-names"],
  [`Deliver/${P}/StateMachineName`, "deliver-test", "Deliver: no-fixed-names"],
  [
    `DeliverLogs/${P}/LogGroupName`,
    "/aws/vendedlogs/states/parcels-latest",
    "DeliverLogs: staged-names",
  ],
  [`doWork/${P}/Runtime`, "nodejs22.x", "doWork: runtime"],
  [`doWork/${P}/Architectures`, undefined, "doWork: runtime"],
  [`doWork/${P}/TracingConfig/Mode`, "PassThrough", "doWork: tracing"],
  [`doWorkRole/${ROLE}/0/Action`, ["xray:PutTraceSegments"], "doWork: tracing"],
  [`Deliver/${P}/TracingConfiguration`, undefined, "Deliver: tracing"],
  [`doWork/${P}/Environment/Variables/API_TOKEN`, "abc", "doWork: no-literal-secrets"],
  [`doWork/${P}/Environment/Variables/LIMIT`, "AKIAABCDEFGHIJKLMNOP", "doWork: no-literal-secrets"],
  [`SpareRole`, aResource("IAM::Role", {}), "SpareRole: no-unused-roles"],
  [`doWorkRole/${ROLE}/2/Action`, "sqs:*", "doWorkRole: no-wildcard-actions"],
  [`doWorkRole/${ROLE}/2/NotResource`, "x", "doWorkRole: no-wildcard-actions"],
  [
    `doWorkRole/${P}/ManagedPolicyArns`,
    ["arn:aws:iam::aws:policy/AdministratorAccess"],
    "doWorkRole: no-wildcard-actions",
  ],
  ["Extra", aPolicy({ Action: "*", Resource: { Ref: "Work" } }), "Extra: no-wildcard-actions"],
  ["Extra", aPolicy({ Action: "sqs:SendMessage", Resource: "*" }), "Extra: no-wildcard-resources"],
  [`doWorkRole/${ROLE}/2/Resource`, "*", "doWorkRole: no-wildcard-resources"],
  [
    `doWorkRole/${ROLE}/2/Resource`,
    { "Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:*:*" },
    "doWorkRole: no-wildcard-resources",
  ],
  ["Graph", aResource("AppSync::GraphQLApi", {}), "Graph: known-types"],
  ["Trail", aDelivery({ CloudWatchLoggingOptions: undefined }), "Trail: delivery-failures"],
  ["Trail", aDelivery({ ErrorOutputPrefix: undefined }), "Trail: delivery-failures"],
  ["Trail", aDelivery({}, {}), "Trail: encrypted"],
  ["Pipe", aResource("Pipes::Pipe", { RoleArn: "r" }), "Pipe: dead-letters"],
  ["Desk", aResource("Events::ApiDestination", { HttpMethod: "POST" }), "Desk: callout-rate"],
  ["Past", aResource("Events::Archive", { RetentionDays: 0 }), "Past: archive-retention"],
  ["Past", aResource("Events::Archive", {}), "Past: archive-retention"],
  ["Web", aClient({ WriteAttributes: undefined }), "Web: client-attributes"],
  ["Web", aClient({ ReadAttributes: [] }), "Web: client-attributes"],
  ["Web", aClient({ PreventUserExistenceErrors: "LEGACY" }), "Web: hidden-users"],
];

describe("a good template", () => {
  test.each(RULES)("keeps $name", ({ find }) => {
    expect(find(templateWith())).toEqual([]);
  });
});

describe("a template broken in one place", () => {
  test.each(BREAKS)("%s = %j: %s", (path, value, finding) => {
    expect(found([path, value])).toEqual([finding]);
  });

  test("without an output for a resource is refused", () => {
    const template = templateWith();
    const outputs = new Map([...template.outputs].filter(([name]) => name !== "Work"));
    const findings = RULES.flatMap(({ find }) => find({ ...template, outputs }));
    expect(findings.map(lineOf)).toEqual([
      "parcels/Work: outputs: no output says which AWS::SQS::Queue this is",
    ]);
  });

  test("without tags of the stack needs them on every resource", () => {
    const template = { ...templateWith(), stackTags: { service: "parcels", stage: "dev" } };
    const findings = RULES.flatMap(({ find }) => find(template));
    expect(new Set(findings.map((finding) => finding.rule))).toEqual(new Set(["tags"]));
    expect(findings.map(lineOf)).toContain("parcels/Work: tags: its tag stage is not test");
  });

  test("takes a resource's own tags", () => {
    const own = [{ Key: "stage", Value: "test" }];
    const template = templateWith([`Work/${P}/Tags`, own], [`News/${P}/Tags`, { stage: "test" }]);
    const tagged = { ...template, stackTags: { service: "parcels" } };
    const untagged = RULES.flatMap(({ find }) => find(tagged)).map(({ resource }) => resource);
    expect(untagged).toContain("Parcels");
    expect(untagged).not.toContain("Work");
    expect(untagged).not.toContain("News");
  });

  test("with a shared role names who shares it, and the role left over", () => {
    const shared = found([`doWork/${P}/Role`, { "Fn::GetAtt": ["indexScanRole", "Arn"] }]);
    expect(shared).toContain("indexScanRole: own-role");
    expect(shared).toContain("doWorkRole: no-unused-roles");
  });

  test("with a role of elsewhere is refused", () => {
    expect(found([`doWork/${P}/Role`, "arn:aws:iam::000000000000:role/other"])).toEqual([
      "doWork: own-role",
      "doWorkRole: no-unused-roles",
    ]);
  });

  test("with a role that its function cannot assume is refused", () => {
    const trust = `doWorkRole/${P}/AssumeRolePolicyDocument/Statement/0/Principal/Service`;
    expect(found([trust, "states.amazonaws.com"])).toEqual(["doWorkRole: own-role"]);
  });

  test("whose dead letters die before their messages is refused", () => {
    const changes: readonly Change[] = [
      [`WorkLost/${P}/MessageRetentionPeriod`, 60],
      [`Work/${P}/MessageRetentionPeriod`, 3600],
    ];
    expect(found(...changes)).toEqual(["WorkLost: dead-letter-retention", "Work: queue-redrive"]);
  });
});

test("every rule has a template that breaks it", () => {
  const elsewhere = new Set(["outputs", "tags", "own-role"]);
  const broken = new Set(BREAKS.map(([, , finding]) => finding.split(": ")[1]));
  const names = RULES.map(({ name }) => name);
  expect(names.filter((name) => !broken.has(name) && !elsewhere.has(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

describe("a reason in the metadata", () => {
  const runtime: Change = [`doWork/${P}/Runtime`, "provided.al2023"];

  test("waives a rule that can be waived", () => {
    const why: Change = ["doWork/Metadata", { blueprint: { runtime: "a binary" } }];
    expect(found(runtime, why)).toEqual([]);
  });

  test("waives no other rule", () => {
    const why: Change = ["doWork/Metadata", { blueprint: { tracing: "a binary" } }];
    expect(found(runtime, why)).toEqual(["doWork: runtime"]);
  });

  test("waives nothing of a rule that stands", () => {
    const strict = rule("strict", () => [["doWork", "is wrong"]]);
    const template = templateWith(["doWork/Metadata", { blueprint: { strict: "so what" } }]);
    expect(strict.find(template)).toHaveLength(1);
  });
});

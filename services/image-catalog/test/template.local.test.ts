import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES } from "../src/openapi.ts";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}
interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Record<string, never>;
}
interface Template {
  readonly Resources: Record<string, Resource>;
  readonly Outputs: Record<string, { Value: unknown }>;
}

const OVER_PLAIN_HTTP = /^\{"Bool":\{"aws:SecureTransport":"?false"?\}\}$/u;

let service: ServiceCopy;
let template: Template;

beforeAll(async () => {
  service = await copyService("image-catalog");
  await service.sls(["package"], 60_000);
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  template = JSON.parse(await readFile(file, "utf8")) as Template;
});
afterAll(() => service.remove());

function ofType(type: string): [string, Resource["Properties"]][] {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  return found.map(([logicalId, { Properties }]) => [logicalId, Properties]);
}

function properties(logicalId: string): Record<string, unknown> {
  return template.Resources[logicalId]?.Properties ?? {};
}

/** The statements of a role, its policies together. */
function statementsOf(role: string): Statement[] {
  const policies = properties(role)["Policies"] as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** Actions by the resource they are allowed on, as JSON text. */
function allowed(role: string): Record<string, string[]> {
  const grants: Record<string, string[]> = {};
  for (const { Action, Resource: on } of statementsOf(role)) {
    (grants[JSON.stringify(on)] ??= []).push(...[Action].flat());
  }
  return grants;
}

/** What a function's role allows beyond its log and its traces. */
function ownOf(role: string): Record<string, string[]> {
  const ofRole = Object.entries(allowed(role));
  return Object.fromEntries(ofRole.filter(([on]) => !/LogGroup|^"\*"$/u.test(on)));
}

describe("permissions", () => {
  test("of the state machine are what its states call, on the resources they call", () => {
    const grants = allowed("CatalogStateMachineRole");
    expect(Object.keys(grants)).toHaveLength(6);
    expect(grants).toMatchObject({
      '{"Fn::Sub":"${IngestionBucket.Arn}/*"}': ["s3:GetObject"],
      '{"Fn::GetAtt":["IngestionBucket","Arn"]}': ["s3:ListBucket"],
      '{"Fn::GetAtt":["CatalogTable","Arn"]}': ["dynamodb:UpdateItem"],
      '{"Ref":"ModeratorTopic"}': ["sns:Publish"],
      '{"Fn::GetAtt":["DeadLetters","Arn"]}': ["sqs:SendMessage"],
      '"*"': expect.arrayContaining([
        "rekognition:DetectModerationLabels",
        "rekognition:DetectLabels",
        "rekognition:DetectText",
      ]) as string[],
    });
  });

  test("of the functions are what each calls, on what it calls", () => {
    const roles = ofType("AWS::Lambda::Function").map(([id]) =>
      id.replace("LambdaFunction", "Role"),
    );
    expect(Object.fromEntries(roles.map((role) => [role, ownOf(role)]))).toEqual({
      ModerateImageRole: { '{"Fn::Sub":"${IngestionBucket.Arn}/*"}': ["s3:GetObject"] },
      GetImageRole: { '{"Fn::GetAtt":["CatalogTable","Arn"]}': ["dynamodb:GetItem"] },
      DecideImageRole: {
        '{"Fn::GetAtt":["CatalogTable","Arn"]}': ["dynamodb:GetItem"],
        '{"Ref":"CatalogStateMachine"}': ["states:SendTaskSuccess"],
      },
      CreateUploadRole: { '{"Fn::Sub":"${IngestionBucket.Arn}/uploads/*"}': ["s3:PutObject"] },
      ListImagesRole: {
        '{"Fn::GetAtt":["IndexTable","Arn"]}': ["dynamodb:Query", "dynamodb:BatchGetItem"],
      },
      MakeThumbnailRole: {
        '{"Fn::Sub":"${IngestionBucket.Arn}/*"}': ["s3:GetObject"],
        '{"Fn::Sub":"${OutputsBucket.Arn}/thumbnails/*"}': [
          "s3:GetObject",
          "s3:PutObject",
          "s3:DeleteObject",
        ],
        '[{"Fn::GetAtt":["IngestionBucket","Arn"]},{"Fn::GetAtt":["OutputsBucket","Arn"]}]': [
          "s3:ListBucket",
        ],
        '{"Fn::GetAtt":["CatalogTable","StreamArn"]}': expect.any(Array) as string[],
        '{"Fn::GetAtt":["StreamDeadLetters","Arn"]}': ["sqs:SendMessage"],
      },
      GetThumbnailRole: {
        '{"Fn::GetAtt":["CatalogTable","Arn"]}': ["dynamodb:GetItem"],
        '{"Fn::Sub":"${OutputsBucket.Arn}/thumbnails/*"}': ["s3:GetObject"],
        '{"Fn::GetAtt":["OutputsBucket","Arn"]}': ["s3:ListBucket"],
      },
      GetOpenapiRole: {},
      IndexImageRole: {
        '{"Fn::GetAtt":["CatalogTable","Arn"]}': ["dynamodb:GetItem"],
        '{"Fn::GetAtt":["IndexTable","Arn"]}': ["dynamodb:BatchWriteItem"],
        '{"Fn::GetAtt":["CatalogTable","StreamArn"]}': expect.any(Array) as string[],
        '{"Fn::GetAtt":["StreamDeadLetters","Arn"]}': ["sqs:SendMessage"],
      },
    });
  });

  test("of every function are its own role's, which may write the function's log and traces", () => {
    for (const [id, { Role }] of ofType("AWS::Lambda::Function")) {
      const name = id.replace("LambdaFunction", "");
      expect(Role).toEqual({ "Fn::GetAtt": [`${name}Role`, "Arn"] });
      expect(allowed(`${name}Role`)).toMatchObject({
        [`{"Fn::GetAtt":["${name}LogGroup","Arn"]}`]: ["logs:CreateLogStream", "logs:PutLogEvents"],
        '"*"': expect.arrayContaining(["xray:PutTraceSegments"]) as string[],
      });
    }
  });

  test("of the rule are to start this state machine", () => {
    expect(allowed("UploadRuleRole")).toEqual({
      '{"Ref":"CatalogStateMachine"}': ["states:StartExecution"],
    });
  });

  test("on every resource are for services that have none to name", () => {
    const everywhere = ofType("AWS::IAM::Role")
      .flatMap(([role]) => allowed(role)['"*"'] ?? [])
      .map((action) => action.split(":")[0]);
    expect(new Set(everywhere)).toEqual(new Set(["rekognition", "xray", "logs"]));
  });

  test("are never for every action", () => {
    const actions = ofType("AWS::IAM::Role").flatMap(([role]) =>
      statementsOf(role).flatMap(({ Action }) => Action),
    );
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });

  test("to call the API are IAM's on every route", () => {
    const routes = ofType("AWS::ApiGatewayV2::Route").map(([, route]) => route);
    expect(routes.length).toBeGreaterThan(0);
    for (const route of routes) expect(route).toMatchObject({ AuthorizationType: "AWS_IAM" });
  });

  test("are for the routes that the OpenAPI document describes, and no others", () => {
    const keys = ofType("AWS::ApiGatewayV2::Route").map(([, { RouteKey }]) => RouteKey);
    expect(new Set(keys)).toEqual(new Set(Object.keys(ROUTES)));
  });
});

describe("data", () => {
  test.each(["AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"])(
    "moves over TLS only: every %s",
    (type) => {
      const policies = ofType(type);
      expect(policies.length).toBeGreaterThan(0);
      for (const [, policy] of policies) {
        const document: unknown = policy["PolicyDocument"];
        const { Statement: statements } = document as { Statement: Statement[] };
        const refusals = statements.filter(
          ({ Effect, Condition }) =>
            Effect === "Deny" && OVER_PLAIN_HTTP.test(JSON.stringify(Condition)),
        );
        expect(refusals).toHaveLength(1);
      }
    },
  );

  test("is encrypted, private and recoverable", () => {
    expect(properties("OutputsBucket")).not.toHaveProperty("NotificationConfiguration");
    expect(properties("OutputsBucket")).toMatchObject({
      BucketEncryption: properties("IngestionBucket")["BucketEncryption"],
      PublicAccessBlockConfiguration:
        properties("IngestionBucket")["PublicAccessBlockConfiguration"],
    });
    expect(properties("IngestionBucket")).toMatchObject({
      BucketEncryption: expect.anything() as unknown,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(properties("CatalogTable")).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
    expect(properties("DeadLetters")).toMatchObject({ SqsManagedSseEnabled: true });
    expect(properties("ModeratorTopic")).toMatchObject({ KmsMasterKeyId: "alias/aws/sns" });
    expect(template.Resources["IngestionBucket"]?.DeletionPolicy).toBe("Retain");
    expect(template.Resources["CatalogTable"]?.DeletionPolicy).toBe("Retain");
  });

  test("has no names that two stages would fight over", () => {
    const fixed =
      /^(?:BucketName|TableName|QueueName|TopicName|RoleName|StateMachineName|AlarmName)$/u;
    const named = Object.entries(template.Resources).flatMap(([logicalId, resource]) =>
      Object.keys(resource.Properties ?? {})
        .filter((name) => fixed.test(name))
        .map((name) => `${logicalId}.${name}`),
    );
    expect(named).toEqual([]);
    const groups = ofType("AWS::Logs::LogGroup").map(([, group]) => group);
    for (const group of groups) {
      expect(group).toMatchObject({
        LogGroupName: expect.stringContaining("-dev") as string,
        RetentionInDays: 14,
      });
    }
  });
});

describe("what goes wrong", () => {
  test("on the way to the workflow ends in the dead letters", () => {
    const [target] = properties("UploadRule")["Targets"] as unknown[];
    expect(target).toMatchObject({
      Arn: { Ref: "CatalogStateMachine" },
      DeadLetterConfig: { Arn: { "Fn::GetAtt": ["DeadLetters", "Arn"] } },
    });
    expect(properties("DeadLetters")).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });

  test("on the stream ends in its dead letters, after retries and without holding the others up", () => {
    const mappings = ofType("AWS::Lambda::EventSourceMapping");
    expect(mappings.length).toBeGreaterThan(0);
    for (const [, mapping] of mappings) {
      expect(mapping).toMatchObject({
        StartingPosition: "TRIM_HORIZON",
        MaximumRetryAttempts: expect.any(Number) as number,
        MaximumRecordAgeInSeconds: expect.any(Number) as number,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        DestinationConfig: {
          OnFailure: { Destination: { "Fn::GetAtt": ["StreamDeadLetters", "Arn"] } },
        },
      });
    }
  });

  test("raises an alarm", () => {
    const alarms = ofType("AWS::CloudWatch::Alarm");
    const watched = alarms.map(([, { Namespace, MetricName }]) => `${Namespace} ${MetricName}`);
    expect(new Set(watched)).toEqual(
      new Set([
        "AWS/Events FailedInvocations",
        "AWS/Lambda Errors",
        "AWS/Lambda Throttles",
        "AWS/SQS ApproximateNumberOfMessagesVisible",
        "AWS/States ExecutionThrottled",
        "AWS/States ExecutionsFailed",
        "AWS/States ExecutionsTimedOut",
      ]),
    );
    const watchable = /^AWS::(?:Lambda::Function|SQS::Queue|Events::Rule)$/u;
    const dimensions = JSON.stringify(alarms.map(([, { Dimensions }]) => Dimensions));
    for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
      expect({
        logicalId,
        watched: !watchable.test(Type) || dimensions.includes(`"${logicalId}"`),
      }).toEqual({ logicalId, watched: true });
    }
    for (const [, { AlarmActions }] of alarms)
      expect(AlarmActions).toEqual([{ Ref: "AlarmTopic" }]);
  });

  test("is drawn on one dashboard, with everything that has an alarm", () => {
    const dashboards = ofType("AWS::CloudWatch::Dashboard");
    expect(dashboards).toHaveLength(1);
    const body = dashboards[0]?.[1]["DashboardBody"] as unknown as { "Fn::Sub": string };
    const { widgets } = JSON.parse(body["Fn::Sub"]) as { widgets: unknown[] };
    expect(widgets).toHaveLength(7);
    const named = [...body["Fn::Sub"].matchAll(/\$\{(\w+)(?:\.\w+)?\}/gu)].map(
      ([, id]) => id ?? "",
    );
    for (const id of named) expect(template.Resources).toHaveProperty(id);
    const functions = ofType("AWS::Lambda::Function").map(([id]) => id);
    expect(named).toEqual(expect.arrayContaining(functions));
  });

  test("can be traced, without anyone's data in the log", () => {
    expect(properties("CatalogStateMachine")).toMatchObject({
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: "ERROR", IncludeExecutionData: false },
    });
    expect(properties("ModerateImageLambdaFunction")).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      TracingConfig: { Mode: "Active" },
    });
  });
});

test("the outputs are what callers rely on", () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([
      "IngestionBucket",
      "CatalogTable",
      "ModeratorTopic",
      "CatalogStateMachine",
      "ApiUrl",
      "DeadLetters",
    ]),
  );
});

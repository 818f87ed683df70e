import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}
interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

let service: ServiceCopy;
let template: Template;

beforeAll(async () => {
  service = await copyService("protobuf-decoder");
  await service.sls(["package"], 60_000);
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  template = JSON.parse(await readFile(file, "utf8")) as Template;
});
afterAll(() => service.remove());

function ofType(type: string): [string, Resource["Properties"]][] {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  return found.map(([logicalId, { Properties }]) => [logicalId, Properties]);
}

function properties(logicalId: string): Resource["Properties"] {
  return template.Resources[logicalId]?.Properties ?? {};
}

describe("the consumer", () => {
  test("gets the batches of a shard one after the other, and every record of them", () => {
    const [, mapping = {}] = ofType("AWS::Lambda::EventSourceMapping")[0] ?? [];
    expect(mapping).toMatchObject({
      EventSourceArn: { "Fn::GetAtt": ["MessageStream", "Arn"] },
      ParallelizationFactor: 1, // stored runs are noted in the shard's order
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 5,
    });
    // A run is noted from its first record to its last: nothing between may have been kept from us.
    expect(mapping).not.toHaveProperty("FilterCriteria");
    // Windows bring state, and with it another answer than that of a partial batch.
    expect(mapping).not.toHaveProperty("TumblingWindowInSeconds");
  });

  test("has bad batches bisected, retried within limits, and given up to the dead letters", () => {
    const [, mapping = {}] = ofType("AWS::Lambda::EventSourceMapping")[0] ?? [];
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 50,
      MaximumRecordAgeInSeconds: 43_200,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: {
        OnFailure: { Destination: { "Fn::GetAtt": ["DeadLetters", "Arn"] } },
      },
    });
  });

  test("gives up long before the stream forgets, so that there is time to redrive", () => {
    const retentionSeconds = Number(properties("MessageStream")["RetentionPeriodHours"]) * 3600;
    const [, mapping = {}] = ofType("AWS::Lambda::EventSourceMapping")[0] ?? [];
    const ageSeconds = Number(mapping["MaximumRecordAgeInSeconds"]);
    expect(ageSeconds).toBeLessThanOrEqual(retentionSeconds / 2);
  });

  test("is told the settings, and never what they are by the data", () => {
    expect(properties("DecodeMessagesLambdaFunction")["Environment"]).toEqual({
      Variables: {
        DESTINATION_BUCKET: { Ref: "DestinationBucket" },
        PROGRESS_TABLE: { Ref: "ProgressTable" },
        QUARANTINE_PREFIX: "quarantine/",
        RECORD_FORMAT: "plain",
        MESSAGE_TYPE: "demo",
        SCHEMA_IDS: "{}",
        OUTPUT_MODE: "batch",
        STREAM_RETENTION_HOURS: "24",
        METRICS_NAMESPACE: "protobuf-decoder-dev",
        POWERTOOLS_SERVICE_NAME: "protobuf-decoder",
      },
    });
  });

  test("may do what it does, on what it does it with", () => {
    const [policy] = properties("DecodeMessagesRole")["Policies"] as {
      PolicyDocument: { Statement: Statement[] };
    }[];
    const statements = policy?.PolicyDocument.Statement ?? [];
    const grants = statements.map(({ Action, Resource: on }) => [JSON.stringify(on), Action]);
    expect(Object.fromEntries(grants)).toEqual({
      '{"Fn::Sub":"${DestinationBucket.Arn}/*"}': ["s3:PutObject", "s3:GetObject"],
      '{"Fn::GetAtt":["ProgressTable","Arn"]}': ["dynamodb:Query", "dynamodb:PutItem"],
      '{"Fn::GetAtt":["MessageStream","Arn"]}': [
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
      ],
      '{"Fn::GetAtt":["DeadLetters","Arn"]}': "sqs:SendMessage",
      '{"Fn::GetAtt":["DecodeMessagesLogGroup","Arn"]}': [
        "logs:CreateLogStream",
        "logs:PutLogEvents",
      ],
      '"*"': ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    });
  });
});

describe("data", () => {
  test("is encrypted, private, and kept when the stack is removed", () => {
    expect(properties("MessageStream")).toMatchObject({
      ShardCount: 1,
      StreamEncryption: { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
    });
    expect(properties("DestinationBucket")).toMatchObject({
      BucketEncryption: expect.anything() as unknown,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(properties("ProgressTable")).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: "ExpiresAt", Enabled: true },
    });
    expect(properties("DeadLetters")).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    for (const kept of ["MessageStream", "DestinationBucket"]) {
      expect(template.Resources[kept]?.DeletionPolicy).toBe("Retain");
    }
  });
});

describe("what goes wrong", () => {
  test("raises an alarm", () => {
    const alarms = ofType("AWS::CloudWatch::Alarm").map(([, alarm]) => {
      const { Namespace, MetricName, Threshold, Statistic, AlarmActions } = alarm;
      expect(AlarmActions).toEqual([{ Ref: "AlarmTopic" }]);
      return [Namespace, MetricName, Statistic, Threshold];
    });
    expect(alarms).toHaveLength(5);
    expect(alarms).toEqual(
      expect.arrayContaining([
        ["AWS/Lambda", "IteratorAge", "Maximum", 300_000],
        ["AWS/Lambda", "Errors", "Sum", 0],
        ["AWS/Lambda", "Throttles", "Sum", 0],
        ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 0],
        ["protobuf-decoder-dev", "DecoderDefects", "Sum", 0],
      ]),
    );
  });

  test("is drawn on one dashboard", () => {
    const [, dashboard = {}] = ofType("AWS::CloudWatch::Dashboard")[0] ?? [];
    const body = dashboard["DashboardBody"] as { readonly "Fn::Sub": string };
    const { widgets } = JSON.parse(body["Fn::Sub"]) as { widgets: unknown[] };
    expect(widgets).toHaveLength(5);
    const named = [...body["Fn::Sub"].matchAll(/\$\{(\w+)(?:\.\w+)?\}/gu)].map(([, id]) => id);
    expect(new Set(named)).toEqual(
      new Set(["DecodeMessagesLambdaFunction", "DeadLetters", "ProgressTable", "MessageStream"]),
    );
  });
});

test("the outputs are what callers and operators rely on", () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([
      "StreamName",
      "DestinationBucket",
      "QuarantinePrefix",
      "ProgressTable",
      "DeadLetters",
      "DecoderFunction",
      "AlarmTopic",
      "Dashboard",
    ]),
  );
});

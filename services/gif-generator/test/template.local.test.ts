import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
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

const HOURS_6 = 21_600; // seconds

let service: ServiceCopy;
let template: Template;

beforeAll(async () => {
  service = await copyService("gif-generator");
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

/** Actions by the resource that they are allowed on, as JSON text; without log and traces. */
function ownOf(role: string): Record<string, string[]> {
  const policies = properties(role)["Policies"] as { PolicyDocument: { Statement: Statement[] } }[];
  const grants: Record<string, string[]> = {};
  for (const { Action, Resource: on } of policies.flatMap((one) => one.PolicyDocument.Statement)) {
    const where = JSON.stringify(on);
    if (!/LogGroup|^"\*"$/u.test(where)) (grants[where] ??= []).push(...[Action].flat());
  }
  return grants;
}

describe("what starts a run", () => {
  test("is any object whose name ends in .mp4, in any case, made or deleted", () => {
    expect(properties("SourceRule")["EventPattern"]).toEqual({
      source: ["aws.s3"],
      "detail-type": ["Object Created", "Object Deleted"],
      detail: {
        bucket: { name: [{ Ref: "SourceBucket" }] },
        object: { key: [{ suffix: { "equals-ignore-case": ".mp4" } }] },
      },
    });
  });

  test("is for a window the post's event, of this stage's bucket", () => {
    expect(properties("WindowRule")["EventPattern"]).toEqual({
      source: ["custom.gifGenerator"],
      "detail-type": ["newVideoCreated"],
      detail: { bucket: [{ Ref: "SourceBucket" }] },
    });
  });

  test("is tried twice more within six hours, and then goes to the failed runs", () => {
    const configs = ofType("AWS::Lambda::EventInvokeConfig");
    expect(configs).toHaveLength(2);
    for (const [, config] of configs) {
      expect(config).toMatchObject({
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: HOURS_6,
        DestinationConfig: {
          OnFailure: { Destination: { "Fn::GetAtt": ["FailedRuns", "Arn"] } },
        },
      });
    }
    for (const rule of ["SourceRule", "WindowRule"]) {
      const [target] = properties(rule)["Targets"] as unknown[];
      expect(target).toMatchObject({
        DeadLetterConfig: { Arn: { "Fn::GetAtt": ["FailedRuns", "Arn"] } },
      });
    }
  });
});

describe("the function that renders", () => {
  test("has a processor that its layer is made for, near two CPUs and a time-out", () => {
    expect(properties("RenderWindowLambdaFunction")).toMatchObject({
      Architectures: ["arm64"],
      Layers: [{ Ref: "FfmpegLambdaLayer" }],
      MemorySize: 3008,
      Timeout: 120,
    });
    expect(properties("FfmpegLambdaLayer")).toMatchObject({ CompatibleArchitectures: ["arm64"] });
  });

  test("leaves the account's concurrency alone when the parameter says so", () => {
    expect(properties("RenderWindowLambdaFunction")["ReservedConcurrentExecutions"]).toEqual({
      "Fn::If": ["ReservesConcurrency", 350, { Ref: "AWS::NoValue" }],
    });
  });

  test("may read one version, write outputs and end windows, and nothing else", () => {
    expect(ownOf("RenderWindowRole")).toEqual({
      '{"Fn::Sub":"${SourceBucket.Arn}/*"}': ["s3:GetObjectVersion"],
      '{"Fn::GetAtt":["VideosTable","Arn"]}': ["dynamodb:GetItem", "dynamodb:UpdateItem"],
      '{"Fn::Sub":"${OutputsBucket.Arn}/*"}': ["s3:PutObject", "s3:GetObject"],
      '{"Fn::GetAtt":["OutputsBucket","Arn"]}': ["s3:ListBucket"],
      '{"Fn::GetAtt":["FailedRuns","Arn"]}': ["sqs:SendMessage"],
    });
  });
});

describe("permissions", () => {
  test("are never for every action", () => {
    for (const [role] of ofType("AWS::IAM::Role")) {
      expect(Object.values(ownOf(role)).flat().join(" ")).not.toContain("*");
    }
  });

  test("to publish are for this service's own events", () => {
    for (const role of ["PlanVideoRole", "SettleVideoRole"]) {
      const policies = JSON.stringify(properties(role)["Policies"]);
      expect(policies).toContain('{"StringEquals":{"events:source":"custom.gifGenerator"}}');
    }
  });
});

describe("what fails", () => {
  test("on the stream is retried by halves, and ends in the stream's dead letters", () => {
    const [, mapping] =
      ofType("AWS::Lambda::EventSourceMapping").find(
        ([, { StartingPosition }]) => StartingPosition !== undefined,
      ) ?? [];
    expect(mapping).toMatchObject({
      StartingPosition: "TRIM_HORIZON",
      MaximumRetryAttempts: 20,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: {
        OnFailure: { Destination: { "Fn::GetAtt": ["StreamDeadLetters", "Arn"] } },
      },
    });
  });

  test("raises an alarm, function by function and queue by queue", () => {
    const dimensions = JSON.stringify(
      ofType("AWS::CloudWatch::Alarm").map(([, { Dimensions }]) => Dimensions),
    );
    const watchable = /^AWS::(?:Lambda::Function|SQS::Queue|Events::Rule)$/u;
    for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
      const isWatched = !watchable.test(Type) || dimensions.includes(`"${logicalId}"`);
      expect({ logicalId, isWatched }).toEqual({ logicalId, isWatched: true });
    }
  });
});

describe("data", () => {
  test.each(["SourceBucket", "OutputsBucket"])("in %s is private, encrypted and kept", (bucket) => {
    expect(template.Resources[bucket]?.DeletionPolicy).toBe("Retain");
    expect(properties(bucket)).toMatchObject({
      BucketEncryption: expect.anything() as unknown,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test("that starts runs is not where runs write", () => {
    expect(properties("OutputsBucket")).not.toHaveProperty("NotificationConfiguration");
  });
});

test("the outputs are what callers and operators rely on", () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([
      "SourceBucket",
      "OutputsBucket",
      "ApiUrl",
      "VideosTable",
      "PlayerLinksTable",
      "FailedRuns",
      "DeadLetters",
      "StreamDeadLetters",
      "AlarmTopic",
      "Dashboard",
    ]),
  );
});

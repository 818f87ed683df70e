import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

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
  service = await copyService("address-validator");
  await service.sls(["package"], 60_000);
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  template = JSON.parse(await readFile(file, "utf8")) as Template;
});
afterAll(() => service.remove());

function properties(logicalId: string): Resource["Properties"] {
  return template.Resources[logicalId]?.Properties ?? {};
}

function mappingOf(queue: string): Resource["Properties"] {
  const found = Object.values(template.Resources).find(
    ({ Type, Properties }) =>
      Type === "AWS::Lambda::EventSourceMapping" &&
      JSON.stringify(Properties["EventSourceArn"]) === `{"Fn::GetAtt":["${queue}","Arn"]}`,
  );
  return found?.Properties ?? {};
}

describe("a file", () => {
  test("is heard of however it was made, whatever the case of its ending, and only as a .csv", () => {
    expect(properties("InputRule")["EventPattern"]).toMatchObject({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { object: { key: [{ suffix: { "equals-ignore-case": ".csv" } }] } },
    });
    expect(properties("InputBucket")).toMatchObject({
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      VersioningConfiguration: { Status: "Enabled" },
    });
  });

  test("never starts anything by its result: only the input bucket tells of objects", () => {
    for (const bucket of ["DestinationBucket", "WorkBucket"]) {
      expect(properties(bucket)).not.toHaveProperty("NotificationConfiguration");
    }
  });
});

describe("work", () => {
  test.each([
    ["ScatterQueue", "ScatterLambdaFunction", 1],
    ["ShardQueue", "ProcessLambdaFunction", 1],
    ["GatherQueue", "GatherLambdaFunction", 1],
    ["FailedWork", "RecordFailureLambdaFunction", 10],
  ])("of %s is tried again by itself, and then kept", (queue, called, batchSize) => {
    expect(mappingOf(queue)).toMatchObject({
      FunctionName: { "Fn::GetAtt": [called, "Arn"] },
      BatchSize: batchSize,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    });
    const { VisibilityTimeout, RedrivePolicy } = properties(queue);
    expect(VisibilityTimeout).toBe(6 * Number(properties(called)["Timeout"]));
    const letters = queue === "FailedWork" ? "DeadLetters" : "FailedWork";
    expect(RedrivePolicy).toMatchObject({
      deadLetterTargetArn: { "Fn::GetAtt": [letters, "Arn"] },
    });
  });

  test("of shards is bounded, so that the account keeps its concurrency", () => {
    expect(mappingOf("ShardQueue")).toMatchObject({ ScalingConfig: { MaximumConcurrency: 5 } });
  });
});

describe("the place index", () => {
  test("is for storage, as results are stored, and is the only one that is asked", () => {
    expect(properties("PlaceIndex")).toMatchObject({
      DataSource: "Esri",
      DataSourceConfiguration: { IntendedUse: "Storage" },
    });
    const variables = properties("ProcessLambdaFunction")["Environment"] as {
      Variables: Record<string, unknown>;
    };
    expect(variables.Variables).toMatchObject({
      PLACE_INDEX: { Ref: "PlaceIndex" },
      INTENDED_USE: "Storage",
      REQUESTS_PER_SECOND: "50",
    });
    expect(JSON.stringify(properties("ProcessRole"))).toContain(
      '"Resource":{"Fn::GetAtt":["PlaceIndex","Arn"]}',
    );
  });
});

describe("data", () => {
  test("is encrypted, private and kept, but for what is only worked with", () => {
    for (const bucket of ["InputBucket", "DestinationBucket", "WorkBucket"]) {
      expect(properties(bucket)).toMatchObject({
        BucketEncryption: expect.anything() as unknown,
        PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      });
      expect(template.Resources[bucket]?.DeletionPolicy).toBe("Retain");
    }
    expect(JSON.stringify(properties("WorkBucket")["LifecycleConfiguration"])).toContain(
      '"ExpirationInDays":15',
    );
    expect(template.Resources["JobsTable"]?.DeletionPolicy).toBe("Retain");
    expect(properties("AnswersTable")).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
  });
});

test("the outputs are what callers and operators rely on", () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([
      "InputBucket",
      "DestinationBucket",
      "JobsTable",
      "PlaceIndex",
      "DeadLetters",
      "AlarmTopic",
      "Dashboard",
    ]),
  );
});

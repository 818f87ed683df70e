import { CLIENT_EVENTS } from "@blueprints/lambda-kit/client-events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyService, type ServiceCopy } from "../../../scripts/serverless/packaging.ts";

interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

let service: ServiceCopy;
let template: Template;

async function compile(): Promise<Template> {
  await service.sls(["package"], 60_000);
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  return JSON.parse(await readFile(file, "utf8")) as Template;
}

beforeAll(async () => {
  service = await copyService("client-events");
  template = await compile();
}, 120_000);
afterAll(() => service.remove());

function ofType(type: string): [string, Resource["Properties"]][] {
  const found = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  return found.map(([logicalId, { Properties }]) => [logicalId, Properties]);
}

function properties(logicalId: string): Resource["Properties"] {
  return template.Resources[logicalId]?.Properties ?? {};
}

describe("the way in", () => {
  test("has no function on it, and may do nothing but put events of clients on the bus", () => {
    expect(properties("PostEventMethod")).toMatchObject({
      HttpMethod: "POST",
      AuthorizationType: "CUSTOM",
      ApiKeyRequired: true,
      Integration: {
        Type: "AWS",
        Credentials: { "Fn::GetAtt": ["PublishRole", "Arn"] },
        PassthroughBehavior: "NEVER",
      },
    });
    const policies = properties("PublishRole")["Policies"] as {
      PolicyDocument: { Statement: unknown };
    }[];
    expect(policies.map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
      [
        {
          Effect: "Allow",
          Action: "events:PutEvents",
          Resource: { "Fn::GetAtt": ["ClientEventBus", "Arn"] },
          Condition: { StringEquals: { "events:source": "clientevents" } },
        },
      ],
    ]);
  });

  test("answers 200 to what EventBridge has taken, and to nothing else", () => {
    const { IntegrationResponses } = properties("PostEventMethod")["Integration"] as {
      IntegrationResponses: { StatusCode: number; SelectionPattern?: string }[];
    };
    const codes = IntegrationResponses.map(({ StatusCode, SelectionPattern }) => {
      return [SelectionPattern, StatusCode];
    });
    expect(codes).toEqual([
      ["200", 200],
      [undefined, 502],
    ]);
  });

  test("says by stage variables which bus and which environment it is", () => {
    expect(properties("ApiStage")).toMatchObject({
      StageName: "dev",
      Variables: { Bus: { Ref: "ClientEventBus" }, Environment: "dev" },
      MethodSettings: [
        { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400, DataTraceEnabled: false },
      ],
    });
  });

  test("is deployed anew when it changes, and only then", async () => {
    const [[before, { RestApiId }] = ["", {}]] = ofType("AWS::ApiGateway::Deployment");
    expect(RestApiId).toEqual({ Ref: "ClientEventsApi" });
    expect(template.Resources[before]?.DependsOn).toContain("PostEventMethod");
    expect(properties("ApiStage")["DeploymentId"]).toEqual({ Ref: before });
    const copy = join(service.folder, "src/mapping/put-events.vtl");
    const text = await readFile(copy, "utf8");
    const { writeFile } = await import("node:fs/promises");
    await writeFile(copy, `${text}\n`);
    const changed = await compile();
    const [after] = Object.entries(changed.Resources).find(
      ([, { Type }]) => Type === "AWS::ApiGateway::Deployment",
    ) ?? [""];
    expect(after).not.toBe(before);
    expect(changed.Resources["ApiStage"]?.Properties["DeploymentId"]).toEqual({ Ref: after });
  });

  test("gives each lane a key of one plan", () => {
    expect(ofType("AWS::ApiGateway::ApiKey")).toHaveLength(8);
    expect(ofType("AWS::ApiGateway::UsagePlanKey")).toHaveLength(8);
    expect(properties("LanePlan")["Throttle"]).toEqual({ RateLimit: 50, BurstLimit: 100 });
    expect(properties("ClientEventsApi")["ApiKeySourceType"]).toBe("AUTHORIZER");
  });
});

describe("users", () => {
  test("may read who they are as a client, and not write it", () => {
    expect(properties("AppClient")).toMatchObject({
      ReadAttributes: ["email", "email_verified", "custom:clientId"],
      WriteAttributes: ["email"],
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      GenerateSecret: false,
      AccessTokenValidity: 60,
    });
  });
});

describe("rules", () => {
  test("store every event, and open tickets for one kind that the catalogue knows", () => {
    expect(properties("StoreEventsRule")["EventPattern"]).toEqual({ source: ["clientevents"] });
    const pattern = properties("OpenTicketRule")["EventPattern"] as {
      detail: { eventType: string[]; schemaVersion: number[]; data: unknown };
    };
    const { eventType, schemaVersion, data } = pattern.detail;
    const kinds = CLIENT_EVENTS.filter(
      (known) => eventType.includes(known.eventType) && schemaVersion.includes(known.schemaVersion),
    );
    expect(kinds).toHaveLength(1);
    expect(data).toEqual({ itemSku: [{ numeric: [">=", 1, "<=", 999_999_999] }] });
    const { data: schema } = kinds[0] ?? {};
    for (const [itemSku, isOne] of [
      [1, true],
      [0.99, false],
      [999_999_999, true],
      [1e9, false],
    ]) {
      expect(schema?.safeParse({ itemSku }).success).toBe(isOne);
    }
  });

  test("try for a day, and then leave what failed in dead letters", () => {
    const rules = ofType("AWS::Events::Rule");
    expect(rules).toHaveLength(3);
    for (const [, { Targets }] of rules) {
      expect(Targets).toMatchObject([
        {
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: expect.anything() as unknown },
        },
      ]);
    }
  });
});

describe("data", () => {
  test("is encrypted, private, archived for a while, and kept when the stack is removed", () => {
    for (const kept of ["EventsBucket", "UserPool"]) {
      expect(template.Resources[kept]?.DeletionPolicy).toBe("Retain");
    }
    expect(properties("EventArchive")["RetentionDays"]).toBe(30);
    expect(properties("EventsStream")).toMatchObject({
      DeliveryStreamEncryptionConfigurationInput: { KeyType: "AWS_OWNED_CMK" },
      ExtendedS3DestinationConfiguration: {
        Prefix: "!{partitionKeyFromLambda:eventType}/!{partitionKeyFromLambda:schemaVersion}/",
        ErrorOutputPrefix: "error/!{firehose:error-output-type}/",
        BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 64 },
      },
    });
  });

  test("of the desk's account is in a secret, and nowhere in the template", () => {
    const { AuthParameters } = properties("TicketDeskConnection") as {
      AuthParameters: { BasicAuthParameters: Record<string, { "Fn::Sub": string }> };
    };
    for (const value of Object.values(AuthParameters.BasicAuthParameters)) {
      expect(value["Fn::Sub"]).toMatch(/^\{\{resolve:secretsmanager:\$\{TicketDeskSecret\}:/u);
    }
  });
});

test("what goes wrong raises an alarm", () => {
  const watched = ofType("AWS::CloudWatch::Alarm").map(([, alarm]) => {
    expect(alarm["AlarmActions"]).toEqual([{ Ref: "AlarmTopic" }]);
    return `${String(alarm["Namespace"])} ${String(alarm["MetricName"])}`;
  });
  expect(new Set(watched)).toEqual(
    new Set([
      "AWS/ApiGateway 5XXError",
      "AWS/Events FailedInvocations",
      "AWS/Firehose DeliveryToS3.DataFreshness",
      "AWS/Lambda Errors",
      "AWS/Lambda Throttles",
      "AWS/SQS ApproximateNumberOfMessagesVisible",
    ]),
  );
});

test("the outputs are what callers and operators rely on", () => {
  expect(Object.keys(template.Outputs)).toEqual(
    expect.arrayContaining([
      "ApiUrl",
      "UserPoolId",
      "AppClientId",
      "EventBusName",
      "EventsBucket",
      "EventArchive",
      "FailedTickets",
      "FailedDeliveries",
      "TicketDeskSecret",
      "AlarmTopic",
      "Dashboard",
    ]),
  );
});

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyService,
  type CliResult,
  type ServiceCopy,
} from "../../../scripts/serverless/packaging.ts";
import { readZip, runZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";
import { ROUTES } from "../src/openapi.ts";

const CLI_DEADLINE_MS = 60_000;
const SIZE_BUDGET_BYTES = 250_000; // 33 to 230 KB when this was written
const NOWHERE = "http://127.0.0.1:1";

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

let service: ServiceCopy;
let packaged: CliResult;

beforeAll(async () => {
  service = await copyService("booking");
  const params = [
    "apiAuthorizer=jwt",
    "jwtIssuer=https://issuer.example.com",
    "jwtAudience=client-1",
  ];
  const args = params.flatMap((param) => ["--param", param]);
  packaged = await service.sls(["package", ...args], CLI_DEADLINE_MS);
});
afterAll(() => service?.remove());

const zipOf = (name: string) => join(service.folder, `.serverless/${name}.zip`);

async function ofType(type: string) {
  const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
  const { Resources } = JSON.parse(await readFile(file, "utf8")) as {
    Resources: Record<string, Resource>;
  };
  return Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

const ENVIRONMENT = {
  BOOKING_TABLE: "bookings",
  IDEMPOTENCY_TABLE: "idempotency",
  CONFIGURATION_PARAMETER: "configuration",
  CONFIGURATION_MAX_AGE_SECONDS: "60",
  CUSTOMER_API_SECRET: "secret",
  METRICS_NAMESPACE: "booking",
  AWS_ENDPOINT_URL: NOWHERE,
};

function aRequest(headers: Record<string, string>) {
  return {
    version: "2.0",
    rawQueryString: "",
    headers: { "content-type": "application/json", ...headers },
    requestContext: { authorizer: { jwt: { claims: { sub: "ada" } } } },
    body: JSON.stringify({ outboundFlightId: "LH-1", customerId: "ada", chargeId: "ch_1" }),
    isBase64Encoded: false,
  };
}

function run(event: unknown, environment: Record<string, string> = ENVIRONMENT) {
  const handler = "src/functions/reserve-booking.handler";
  return runZip({ zip: zipOf("reserveBooking"), handler, environment, event });
}

function answerOf(body: string): { statusCode: number; body: string } {
  return JSON.parse(body) as { statusCode: number; body: string };
}

describe("the packaged service", () => {
  test("is made without credentials, home or network", () => {
    expect(packaged).toMatchObject({ exitCode: 0 });
  });

  test("has zips of a handler and what makes it an ES module, within their budget", async () => {
    const all = await readdir(join(service.folder, ".serverless"));
    const zips = all.filter((name) => name.endsWith(".zip"));
    expect(zips.length).toBeGreaterThanOrEqual(7);
    for (const name of zips) {
      const files = [...(await readZip(join(service.folder, ".serverless", name))).keys()];
      expect([name, files.toSorted()]).toEqual([
        name,
        [expect.stringMatching(/^src\/functions\/[a-z-]+\.js$/u), "src/package.json"],
      ]);
      const { size } = await stat(join(service.folder, ".serverless", name));
      expect({ name, fits: size < SIZE_BUDGET_BYTES }).toEqual({ name, fits: true });
    }
  });

  test("answers under AWS's runtime client in an empty folder", async () => {
    const { kind, body } = await run(aRequest({}));
    expect(kind).toBe("response");
    const answer = answerOf(body);
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      issues: [{ path: "headers.idempotency-key" }],
    });
  });

  test("starts while no store can be reached, and says so to who asks", async () => {
    const { kind, body, log } = await run(aRequest({ "idempotency-key": "key-1" }));
    expect(kind).toBe("response");
    const answer = answerOf(body);
    expect(answer.statusCode).toBe(503);
    expect(answer.body).not.toContain("ECONNREFUSED");
    expect(log).toContain("configuration not loaded yet");
  });

  test("fails its init phase naming the variable that is missing", async () => {
    const { IDEMPOTENCY_TABLE: _, ...environment } = ENVIRONMENT;
    const { kind, body } = await run(aRequest({}), environment);
    expect(kind).toBe("init-error");
    expect(body).toContain("IDEMPOTENCY_TABLE");
  });
});

describe("the API", () => {
  test("takes access tokens of one issuer, with a scope on every route", async () => {
    expect(await ofType("AWS::ApiGatewayV2::Authorizer")).toEqual([
      expect.objectContaining({
        AuthorizerType: "JWT",
        JwtConfiguration: { Issuer: "https://issuer.example.com", Audience: ["client-1"] },
      }),
    ]);
    const routes = await ofType("AWS::ApiGatewayV2::Route");
    const keys = routes.map(({ RouteKey }) => String(RouteKey));
    expect(keys.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
    for (const { RouteKey, AuthorizationType, AuthorizationScopes } of routes) {
      const scope = String(RouteKey).startsWith("GET ") ? "booking/read" : "booking/book";
      expect([RouteKey, AuthorizationType, AuthorizationScopes]).toEqual([
        RouteKey,
        "JWT",
        [scope, "booking/staff"],
      ]);
    }
  });

  test("cannot be packaged without an authorizer", async () => {
    const args = ["package", "--param", "apiAuthorizer=none"];
    expect(await service.sls(args, CLI_DEADLINE_MS)).toMatchObject({ exitCode: 1 });
  });
});

describe("the template", () => {
  test("lets no function do anything on a table that it has no use for", async () => {
    const file = join(service.folder, ".serverless/cloudformation-template-update-stack.json");
    const { Resources } = JSON.parse(await readFile(file, "utf8")) as {
      Resources: Record<string, Resource>;
    };
    const rights = (role: string) => JSON.stringify(Resources[role]?.Properties["Policies"]);
    expect(rights("GetBookingRole")).not.toMatch(/PutItem|IdempotencyTable|secretsmanager/u);
    expect(rights("ConfirmBookingRole")).not.toMatch(
      /ssm:|secretsmanager|DeleteItem.{0,40}Booking/u,
    );
    for (const { Policies } of await ofType("AWS::IAM::Role")) {
      expect(JSON.stringify(Policies)).not.toMatch(/"[a-z]+:\*"/u);
    }
  });

  test("sends changes that cannot be told to a queue that is watched", async () => {
    const [mapping] = await ofType("AWS::Lambda::EventSourceMapping");
    expect(mapping).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      DestinationConfig: {
        OnFailure: { Destination: { "Fn::GetAtt": ["StreamDeadLetters", "Arn"] } },
      },
    });
    const alarms = await ofType("AWS::CloudWatch::Alarm");
    const watched = alarms.map(({ MetricName }) => MetricName);
    expect(watched).toEqual(
      expect.arrayContaining(["ApproximateNumberOfMessagesVisible", "IteratorAge"]),
    );
  });
});

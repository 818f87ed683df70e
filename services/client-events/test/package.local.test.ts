import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyService,
  type CliResult,
  type ServiceCopy,
} from "../../../scripts/serverless/packaging.ts";
import { readZip, runZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";

const CLI_DEADLINE_MS = 60_000;

/** Bytes; what they were when this was written is in the comments. */
const BUDGETS: Readonly<Record<string, number>> = {
  "authorizeClient.zip": 30_000, // 24 KB
  "addClientIdClaim.zip": 150_000, // 128 KB, most of it the client of Cognito
  "assignClientId.zip": 150_000, // 128 KB
  "transformEvents.zip": 30_000, // 23 KB
};

const AUTHORIZER = {
  TOKEN_ISSUER: "http://127.0.0.1:1/eu-west-1_pool",
  APP_CLIENT_ID: "app",
  LANES: "8",
  LANE_KEYS_PREFIX: "stack",
};

function aRecord(detail: unknown): object {
  const event = { id: "e-1", source: "clientevents", resources: ["c-1", "r-1"], detail };
  return {
    recordId: "record-1",
    approximateArrivalTimestamp: 1,
    data: Buffer.from(JSON.stringify(event)).toString("base64"),
  };
}

describe("the packaged service", () => {
  let service: ServiceCopy;
  let packaged: CliResult;

  beforeAll(async () => {
    service = await copyService("client-events");
    packaged = await service.sls(["package"], CLI_DEADLINE_MS);
  }, 120_000);
  afterAll(() => service.remove());

  const zipOf = (name: string): string => join(service.folder, ".serverless", name);
  const run = (name: string, environment: Readonly<Record<string, string>>, event: unknown) => {
    const file = name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
    const handler = `src/functions/${file}.handler`;
    return runZip({ zip: zipOf(`${name}.zip`), handler, environment, event });
  };

  test("is made without credentials, home or network", () => {
    expect(packaged).toMatchObject({ exitCode: 0 });
  });

  test("holds a handler in each zip, what makes it an ES module, nothing else, within its budget", async () => {
    const zips = (await readdir(zipOf("."))).filter((name) => name.endsWith(".zip"));
    expect(new Set(zips)).toEqual(new Set(Object.keys(BUDGETS)));
    for (const name of zips) {
      const files = [...(await readZip(zipOf(name))).keys()];
      expect(files).toHaveLength(2);
      expect(files).toContain("src/package.json");
      const { size } = await stat(zipOf(name));
      process.stdout.write(`${name}: ${Math.round(size / 1000)} KB\n`);
      expect({ name, fits: size < (BUDGETS[name] ?? 0) }).toEqual({ name, fits: true });
    }
  });

  test("transforms under AWS's runtime client in an empty folder", async () => {
    const detail = { eventType: "shopping", schemaVersion: 1, data: { itemSku: 1 } };
    const event = { invocationId: "i", deliveryStreamArn: "arn", records: [aRecord(detail)] };
    const result = await run("transformEvents", { METRICS_NAMESPACE: "test" }, event);
    expect(result.kind).toBe("response");
    const { records } = JSON.parse(result.body) as { records: { data: string }[] };
    expect(records).toMatchObject([
      {
        recordId: "record-1",
        result: "Ok",
        metadata: { partitionKeys: { eventType: "shopping", schemaVersion: "1" } },
      },
    ]);
    const line = Buffer.from(records[0]?.data ?? "", "base64").toString();
    expect(JSON.parse(line)).toMatchObject({ detail: { accountNumber: "c-1" } });
  });

  test.each([
    ["no token at all", { type: "TOKEN", authorizationToken: "x", methodArn: "arn:aws:x" }],
    ["nothing", null],
    ["an event of a queue", { Records: [] }],
  ])("refuses %s as API Gateway wants it refused", async (_what, event) => {
    const result = await run("authorizeClient", AUTHORIZER, event);
    expect(result.kind).toBe("error");
    expect(JSON.parse(result.body)).toMatchObject({ errorMessage: "Unauthorized" });
  });

  test.each(["assignClientId", "addClientIdClaim"])("%s refuses what is no user", async (name) => {
    const result = await run(name, {}, { triggerSource: "PostConfirmation_ConfirmSignUp" });
    expect(result.kind).toBe("error");
    expect(JSON.parse(result.body)).toMatchObject({ errorType: "NotAUserPoolEvent" });
  });

  test("leaves a user as they are whose password was forgotten", async () => {
    const event = {
      triggerSource: "PostConfirmation_ConfirmForgotPassword",
      userPoolId: "eu-west-1_pool",
      userName: "anna",
      request: { userAttributes: { sub: "s-1" } },
      response: {},
    };
    const result = await run("assignClientId", { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, event);
    expect([result.kind, JSON.parse(result.body)]).toEqual(["response", event]);
  });

  test("fails its init phase naming what it was not told", async () => {
    const result = await run("authorizeClient", { ...AUTHORIZER, LANES: "0" }, null);
    expect(result.kind).toBe("init-error");
    expect(JSON.parse(result.body)).toMatchObject({
      errorType: "ConfigError",
      errorMessage: expect.stringContaining("LANES") as string,
    });
  });
});

import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyService,
  type CliResult,
  type ServiceCopy,
} from "../../../scripts/serverless/packaging.ts";
import { readZip, runZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";

const CLI_DEADLINE_MS = 60_000;
const SIZE_BUDGET_BYTES = 240_000; // 195 KB when this was written
const HANDLER = "src/functions/decode-messages.handler";
const ENVIRONMENT = {
  DESTINATION_BUCKET: "messages",
  PROGRESS_TABLE: "progress",
  QUARANTINE_PREFIX: "quarantine/",
  RECORD_FORMAT: "plain",
  MESSAGE_TYPE: "demo",
  SCHEMA_IDS: "{}",
  OUTPUT_MODE: "batch",
  STREAM_RETENTION_HOURS: "24",
  METRICS_NAMESPACE: "test",
};

describe("the packaged service", () => {
  let service: ServiceCopy;
  let packaged: CliResult;
  let zip: string;
  let batch: unknown;

  beforeAll(async () => {
    service = await copyService("protobuf-decoder");
    packaged = await service.sls(["package"], CLI_DEADLINE_MS);
    zip = join(service.folder, ".serverless/decodeMessages.zip");
    const fixture = join(import.meta.dirname, "fixtures/batch.json");
    batch = JSON.parse(await readFile(fixture, "utf8")) as unknown;
  });
  afterAll(() => service.remove());

  const run = (event: unknown, environment: Record<string, string> = ENVIRONMENT) =>
    runZip({ zip, handler: HANDLER, environment, event });

  test("is made without credentials, home or network", () => {
    expect(packaged).toMatchObject({ exitCode: 0 });
  });

  test("holds the handler, what makes it an ES module, and nothing else, within its budget", async () => {
    const files = await readZip(zip);
    expect([...files.keys()].sort()).toEqual([
      "src/functions/decode-messages.js",
      "src/package.json",
    ]);
    const { size } = await stat(zip);
    process.stdout.write(`decodeMessages.zip: ${Math.round(size / 1000)} KB\n`);
    expect(size).toBeLessThan(SIZE_BUDGET_BYTES);
  });

  test("answers an empty batch under AWS's runtime client in an empty folder", async () => {
    const result = await run({ Records: [] });
    expect(result).toMatchObject({ kind: "response", body: '{"batchItemFailures":[]}' });
  });

  test("has the batch come again from its first record when its stores cannot be reached", async () => {
    const result = await run(batch, { ...ENVIRONMENT, AWS_ENDPOINT_URL: "http://127.0.0.1:1" });
    const itemIdentifier = "49590338271490256608559692538361571095921575989136588898";
    expect(result.kind).toBe("response");
    expect(JSON.parse(result.body)).toEqual({ batchItemFailures: [{ itemIdentifier }] });
    expect(result.log).toContain("ProgressUnavailable");
    expect(result.log).not.toContain("CKQCEgRjYXJs"); // the first message, in base64
  });

  test.each([
    ["nothing", null],
    ["an empty object", {}],
    ["a list", []],
    ["a message of SQS", { Records: [{ eventSource: "aws:sqs", body: "{}" }] }],
    ["a prototype", JSON.parse('{"__proto__": {"Records": []}}')],
  ])("refuses %s by name", async (_what, event) => {
    const result = await run(event);
    expect(result.kind).toBe("error");
    expect(JSON.parse(result.body)).toMatchObject({ errorType: "NotAKinesisEvent" });
  });

  test("fails its init phase naming the type that has no decoder", async () => {
    const result = await run(batch, { ...ENVIRONMENT, MESSAGE_TYPE: "shop.v1.Order" });
    expect(result.kind).toBe("init-error");
    expect(JSON.parse(result.body)).toMatchObject({
      errorType: "ConfigError",
      errorMessage: expect.stringContaining("shop.v1.Order") as string,
    });
  });
});

import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyService,
  type CliResult,
  type ServiceCopy,
} from "../../../scripts/serverless/packaging.ts";
import { readZip, runZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";

const CLI_DEADLINE_MS = 60_000;
const SIZE_BUDGET_BYTES = 260_000; // 215 KB for the largest when this was written

const SHARD = { kind: "shard", name: "homes", run: "0".repeat(32), shard: 0 };
const NAMES = {
  JOBS_TABLE: "jobs",
  ANSWERS_TABLE: "answers",
  LIMITER_TABLE: "limiter",
  WORK_BUCKET: "work",
  DESTINATION_BUCKET: "results",
  SHARD_QUEUE_URL: "http://127.0.0.1:1/shards",
  GATHER_QUEUE_URL: "http://127.0.0.1:1/gather",
  DEAD_LETTERS_URL: "http://127.0.0.1:1/letters",
  PLACE_INDEX: "places",
  DATA_SOURCE: "Esri",
  INTENDED_USE: "Storage",
  MAX_ROWS: "1000",
  SHARD_SIZE: "500",
  REQUESTS_PER_SECOND: "50",
  PRICE_PER_THOUSAND: "4",
  REMEMBER_DAYS: "30",
};

function message(given: unknown): unknown {
  const body = typeof given === "string" ? given : JSON.stringify(given);
  return {
    Records: [{ messageId: "m-1", body, attributes: { ApproximateReceiveCount: "2" } }],
  };
}

const FUNCTIONS = ["scatter", "process", "gather", "recordFailure"];

describe("the packaged pipeline", () => {
  let service: ServiceCopy;
  let packaged: CliResult;

  beforeAll(async () => {
    service = await copyService("address-validator");
    packaged = await service.sls(["package"], CLI_DEADLINE_MS);
  });
  afterAll(() => service.remove());

  const zipOf = (name: string): string => join(service.folder, `.serverless/${name}.zip`);
  const run = (name: string, event: unknown, environment: Record<string, string> = NAMES) => {
    const file = name === "recordFailure" ? "record-failure" : name;
    const handler = `src/functions/${file}.handler`;
    return runZip({ zip: zipOf(name), handler, environment, event });
  };
  test("is made without credentials, home or network", () => {
    expect(packaged).toMatchObject({ exitCode: 0 });
  });

  test.each(FUNCTIONS)(
    "holds the handler of %s and nothing else, within its budget",
    async (name) => {
      const file = name === "recordFailure" ? "record-failure" : name;
      const files = await readZip(zipOf(name));
      expect([...files.keys()].sort()).toEqual([`src/functions/${file}.js`, "src/package.json"]);
      const { size } = await stat(zipOf(name));
      expect(size).toBeLessThan(SIZE_BUDGET_BYTES);
    },
  );

  test.each(FUNCTIONS)("%s answers an empty batch under AWS's runtime client", async (name) => {
    const result = await run(name, { Records: [] });
    expect(result).toMatchObject({ kind: "response", body: '{"batchItemFailures":[]}' });
  });

  test.each(FUNCTIONS)("%s fails its init phase naming what it was not told", async (name) => {
    const result = await run(name, { Records: [] }, { ...NAMES, JOBS_TABLE: "" });
    expect(result.kind).toBe("init-error");
    expect(JSON.parse(result.body)).toMatchObject({
      errorType: "ConfigError",
      errorMessage: expect.stringContaining("JOBS_TABLE") as string,
    });
  });

  test.each([
    ["scatter", "no JSON"],
    ["process", "{}"],
    ["gather", SHARD],
    ["recordFailure", { kind: "shard", name: "../x", run: "y", shard: -1 }],
    ["process", JSON.parse('{"__proto__": {"kind": "shard"}}')],
  ])("%s has a message come again that it cannot read, and says so", async (name, body) => {
    const result = await run(name, message(body));
    expect(result).toMatchObject({
      kind: "response",
      body: '{"batchItemFailures":[{"itemIdentifier":"m-1"}]}',
    });
    expect(result.log).toContain("NotAMessage");
  });

  test("a shard comes again when no store can be reached", async () => {
    const result = await run("process", message(SHARD), {
      ...NAMES,
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
    });
    expect(result).toMatchObject({
      kind: "response",
      body: '{"batchItemFailures":[{"itemIdentifier":"m-1"}]}',
    });
    expect(result.log).toContain("TableUnavailable");
  });
});

import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyService,
  type CliResult,
  type ServiceCopy,
} from "../../../scripts/serverless/packaging.ts";
import { readZip, runZip } from "../../../scripts/serverless/runtime-client/run-zip.ts";

const CLI_DEADLINE_MS = 60_000;
const SIZE_BUDGET_BYTES = 200_000; // 138 to 187 KB when this was written
const WITH_SHARP_BUDGET_BYTES = 4_500_000; // 4.2 MB when this was written: sharp as WebAssembly

const FIXTURES = join(import.meta.dirname, "fixtures");
const ENVIRONMENT = { MODERATION_MIN_CONFIDENCE: "50" };
const HANDLER = "src/functions/moderate-image.handler";

async function fixture(name: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(FIXTURES, name), "utf8")) as Record<string, unknown>;
}

function answerOf(body: string): { statusCode: number; body: string } {
  return JSON.parse(body) as { statusCode: number; body: string };
}

describe("the packaged service", () => {
  let service: ServiceCopy;
  let packaged: CliResult;
  let zip: string;

  beforeAll(async () => {
    service = await copyService("image-catalog");
    packaged = await service.sls(["package"], CLI_DEADLINE_MS);
    zip = join(service.folder, ".serverless/moderateImage.zip");
  });
  afterAll(() => service.remove());

  test("is made without credentials, home or network", () => {
    expect(packaged).toMatchObject({ exitCode: 0 });
  });

  test("holds the handler, what makes it an ES module, and nothing else", async () => {
    const files = await readZip(zip);
    expect([...files.keys()].sort()).toEqual([
      "src/functions/moderate-image.js",
      "src/package.json",
    ]);
    expect(JSON.parse(new TextDecoder().decode(files.get("src/package.json")))).toEqual({
      type: "module",
    });
  });

  test("stays within its size budget, zip by zip", async () => {
    const folder = join(service.folder, ".serverless");
    const zips = (await readdir(folder)).filter((name) => name.endsWith(".zip"));
    expect(zips).toHaveLength(9);
    for (const name of zips) {
      const { size } = await stat(join(folder, name));
      process.stdout.write(`${name}: ${Math.round(size / 1000)} KB\n`);
      const budget = name === "makeThumbnail.zip" ? WITH_SHARP_BUDGET_BYTES : SIZE_BUDGET_BYTES;
      expect({ name, fits: size < budget }).toEqual({ name, fits: true });
    }
  });

  test("brings sharp along for whatever machine it runs on", async () => {
    const thumbnails = join(service.folder, ".serverless/makeThumbnail.zip");
    const result = await runZip({
      zip: thumbnails,
      handler: "src/functions/make-thumbnail.handler",
      environment: { INGESTION_BUCKET: "images", OUTPUTS_BUCKET: "outputs" },
      event: { Records: [] },
    });
    expect(result).toMatchObject({ kind: "response", body: '{"batchItemFailures":[]}' });
    const files = [...(await readZip(thumbnails)).keys()];
    expect(files.filter((file) => /linux|darwin|win32|\.so|\.map$/u.test(file))).toEqual([]);
  });

  test("answers under AWS's runtime client in an empty folder", async () => {
    const event = await fixture("moderate-nothing.json");
    const result = await runZip({ zip, handler: HANDLER, environment: ENVIRONMENT, event });
    expect(result.kind).toBe("response");
    const answer = answerOf(result.body);
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ code: "InvalidRequest" });
  });

  test("calls the model, and says so when it cannot be reached", async () => {
    const event = await fixture("moderate-stored-image.json");
    const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    const result = await runZip({ zip, handler: HANDLER, environment, event });
    const answer = answerOf(result.body);
    expect(answer.statusCode).toBe(503);
    expect(JSON.parse(answer.body)).toMatchObject({ code: "ModerationUnavailable" });
    expect(answer.body).not.toContain("ECONNREFUSED");
    expect(result.log).toContain("ECONNREFUSED");
  });

  test("fails its init phase naming the variable that is missing", async () => {
    const event = await fixture("moderate-nothing.json");
    const result = await runZip({ zip, handler: HANDLER, environment: {}, event });
    expect(result.kind).toBe("init-error");
    expect(JSON.parse(result.body)).toMatchObject({
      errorType: "ConfigError",
      errorMessage: expect.stringContaining("MODERATION_MIN_CONFIDENCE") as string,
    });
  });

  test("ends `invoke local` without credentials at once, with the reason", async () => {
    const args = ["invoke", "local", "-f", "moderateImage", "-p"];
    const result = await service.sls(
      [...args, "test/fixtures/moderate-stored-image.json"],
      CLI_DEADLINE_MS,
    );
    expect(result.exitCode).toBe(1);
    expect(result.output).toContain("AWS_ACCESS_KEY_ID");
  });

  test("prints its resolved configuration without credentials", async () => {
    const result = await service.sls(["print", "--format", "json"], CLI_DEADLINE_MS);
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.output).toContain('"runtime": "nodejs24.x"');
  });
});

describe("a service that does not build", () => {
  let service: ServiceCopy;

  beforeAll(async () => {
    service = await copyService("image-catalog");
    await writeFile(join(service.folder, "src/functions/moderate-image.ts"), "export const = ;");
  });
  afterAll(() => service.remove());

  test("ends `package` with an error instead of hanging", async () => {
    const result = await service.sls(["package"], CLI_DEADLINE_MS);
    expect(result.exitCode).toBe(1);
    expect(result.output).toContain("moderate-image.ts:1:13");
  });
});

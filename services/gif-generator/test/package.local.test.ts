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
const SIZE_BUDGET_BYTES = 240_000; // 35 to 201 KB when this was written
const PLAN = {
  VIDEOS_TABLE: "videos",
  OUTPUTS_BUCKET: "outputs",
  SNIPPET_SIZE: "30",
  GENERATE_FRAMES: "true",
  MAX_DURATION_SECONDS: "14400",
  MAX_PIXELS: "8847360",
  EXPIRE_AFTER_DAYS: "365",
};
const NOWHERE = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
const UPLOAD = {
  source: "aws.s3",
  "detail-type": "Object Created",
  detail: { bucket: { name: "videos" }, object: { key: "clip.mp4", sequencer: "01", size: 1 } },
};

describe("the packaged service", () => {
  let service: ServiceCopy;
  let packaged: CliResult;

  beforeAll(async () => {
    service = await copyService("gif-generator");
    packaged = await service.sls(["package"], CLI_DEADLINE_MS);
  });
  afterAll(() => service.remove());

  const zipOf = (name: string): string => join(service.folder, ".serverless", `${name}.zip`);
  const plan = (event: unknown, environment: Record<string, string>) =>
    runZip({
      zip: zipOf("planVideo"),
      handler: "src/functions/plan-video.handler",
      environment,
      event,
    });
  const render = (event: unknown) =>
    runZip({
      zip: zipOf("renderWindow"),
      handler: "src/functions/render-window.handler",
      environment: PLAN,
      event,
    });

  test("is made without credentials, home or network, with ffmpeg for Graviton", () => {
    expect(packaged).toMatchObject({ exitCode: 0 });
  });

  test("holds a handler in each zip, what makes it an ES module, and nothing else but the page", async () => {
    const zips = await readdir(join(service.folder, ".serverless"));
    const names = zips.filter((name) => name.endsWith(".zip")).map((name) => name.slice(0, -4));
    expect(names).toHaveLength(12);
    for (const name of names) {
      const file = name.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);
      const inside = [...(await readZip(zipOf(name))).keys()].filter(
        (path) => !path.startsWith(".build/page/"),
      );
      expect(inside.toSorted()).toEqual([`src/functions/${file}.js`, "src/package.json"]);
      const { size } = await stat(zipOf(name));
      expect({ name, fits: size < SIZE_BUDGET_BYTES }).toEqual({ name, fits: true });
    }
  });

  test.each([
    ["nothing", null],
    ["an empty object", {}],
    ["a list", []],
    ["a message of SQS", { Records: [{ eventSource: "aws:sqs", body: "{}" }] }],
    ["a prototype", JSON.parse('{"__proto__": {"source": "aws.s3"}}')],
  ])(
    "refuses %s by name under AWS's runtime client, as plan and as window",
    async (_what, event) => {
      const planned = await plan(event, PLAN);
      expect(planned.kind).toBe("error");
      expect(JSON.parse(planned.body)).toMatchObject({
        errorType: expect.stringMatching(/^Not(?:AnS3Event|ASourceEvent)$/u) as string,
      });
      const rendered = await render(event);
      expect(rendered.kind).toBe("error");
      expect(JSON.parse(rendered.body)).toMatchObject({ errorType: "NotAWindowEvent" });
    },
  );

  test("says by name that its table cannot be reached", async () => {
    const result = await plan(UPLOAD, { ...PLAN, ...NOWHERE });
    expect(result.kind).toBe("error");
    expect(JSON.parse(result.body)).toMatchObject({ errorType: "VideosUnavailable" });
  });

  test("fails its init phase naming the variable that is missing", async () => {
    const { SNIPPET_SIZE: _missing, ...rest } = PLAN;
    const result = await plan(UPLOAD, rest);
    expect(result.kind).toBe("init-error");
    expect(JSON.parse(result.body)).toMatchObject({
      errorType: "ConfigError",
      errorMessage: expect.stringContaining("SNIPPET_SIZE") as string,
    });
  });

  test("ends `invoke local` without credentials at once, with the reason", async () => {
    const result = await service.sls(
      ["invoke", "local", "-f", "planVideo", "-d", JSON.stringify(UPLOAD)],
      CLI_DEADLINE_MS,
    );
    expect(result.exitCode).toBe(1);
    expect(result.output).toContain("credentials not found");
  });
});

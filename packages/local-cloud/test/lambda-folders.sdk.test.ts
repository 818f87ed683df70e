import { LambdaClient, PublishLayerVersionCommand } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../src/testing.ts";
import { createFunction, invoke, LAMBDA_PLUGINS, zipOf } from "./lambda-fixtures.ts";

let cloud: TestCloud;
let lambda: LambdaClient;

beforeAll(async () => {
  cloud = await startTestCloud({ keep: true, plugins: LAMBDA_PLUGINS });
  lambda = cloud.client(LambdaClient);
});
afterAll(() => cloud.stop());

async function layerOf(LayerName: string): Promise<string> {
  const program = strToU8(`#!/bin/sh\necho ${LayerName}\n`);
  const ZipFile = zipSync({ "bin/tool": [program, { os: 3, attrs: 0o755 * 2 ** 16 }] });
  const published = await lambda.send(
    new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }),
  );
  return published.LayerVersionArn ?? "";
}

test("a function runs programs of its layers, and the last layer lies over the others", async () => {
  const source =
    "exports.handler = () => require('child_process').execFileSync('tool').toString().trim();";
  const name = await createFunction(lambda, "", {
    FunctionName: "tools",
    Layers: [await layerOf("first"), await layerOf("last")],
    Code: { ZipFile: zipOf({ "index.js": source }) },
  });
  expect((await invoke(lambda, name, {})).result).toBe("last");
});

test("a process has a temporary folder of its own, which is kept while it is warm and goes with it", async () => {
  const source = `import { writeFileSync, readdirSync } from "node:fs";
    import { tmpdir } from "node:os"; import { join } from "node:path";
    export const handler = ({ name, last }) => {
      if (last) process.exit(1);
      writeFileSync(join(tmpdir(), name), "x");
      return { folder: tmpdir(), files: readdirSync(tmpdir()).sort() };
    };`;
  const name = await createFunction(lambda, source, { FunctionName: "scratch" });
  const { result: first } = await invoke(lambda, name, { name: "a" });
  const { result: second } = await invoke(lambda, name, { name: "b" });
  const { folder } = first as { folder: string };
  expect(second).toEqual({ folder, files: ["a", "b"] });
  await invoke(lambda, name, { last: true });
  await expect.poll(() => existsSync(folder), { timeout: 5000 }).toBe(false);
});

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clientSettings, deploy, eventually, finalRows, rowsOf, upload } from "./deployed.ts";

const MAIN = createRequire(import.meta.url)
  .resolve("@blueprints/local-cloud/start")
  .replace("start-cloud.ts", "main.ts");

/** Starts the cloud in a process of its own, as `pnpm cloud` does. */
async function startProcess(dataDir: string): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = fork(MAIN, ["--port", "0", "--data-dir", dataDir], { stdio: "inherit" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [message] = (await once(child, "message")) as [{ ready: string }];
  return { child, endpoint: message.ready };
}

/** Has each picture take another time, so that a kill finds them in different states. */
async function spreadOut(endpoint: string): Promise<void> {
  const rules = [
    { service: "rekognition", operation: "DetectText", fault: "delay", delayMs: 4000 },
  ];
  const body = JSON.stringify({ seed: 1, rules });
  const answer = await fetch(`${endpoint}/_local/chaos`, { method: "PUT", body });
  expect(answer.status).toBe(200);
}

test("loses no acknowledged image when the cloud is killed in mid-run", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-crash-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const first = await startProcess(dataDir);
  const outputs = await deploy(first.endpoint, "crash");
  const s3 = new S3Client(clientSettings(first.endpoint));
  await spreadOut(first.endpoint);
  const keys = Array.from({ length: 20 }, (_, index) => `crash/${index}.jpg`);
  await Promise.all(keys.map((key) => upload(s3, outputs.IngestionBucket, key, "coffee.jpg")));

  // Somewhere in the middle: some are through, others are not.
  const dynamo = new DynamoDBClient(clientSettings(first.endpoint));
  const through = await eventually("the first results", async () => {
    const rows = [...(await rowsOf(dynamo, outputs.CatalogTable)).values()];
    const done = rows.filter((row) => row["status"]?.S === "CATALOGUED");
    return done.length > 0 ? done.length : undefined;
  });
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  expect(through).toBeLessThan(keys.length);

  const second = await startProcess(dataDir);
  const reborn = new DynamoDBClient(clientSettings(second.endpoint));
  const rows = await finalRows(reborn, outputs.CatalogTable, keys);
  expect(keys.map((key) => rows.get(key)?.["status"]?.S)).toEqual(keys.map(() => "CATALOGUED"));
});

import { LambdaClient, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clientSettings, deploy } from "../../../scripts/soak/deploy.ts";
import { localTools } from "../../../scripts/soak/local-tools.ts";
import { eventually, openService, type Service } from "./deployed.ts";

const MAIN = createRequire(import.meta.url)
  .resolve("@blueprints/local-cloud/start")
  .replace("start-cloud.ts", "main.ts");

const ROWS = 150;
const TRY_SECONDS = 11; // of a function, eight of which are for its last answers and results
const HIDDEN_SECONDS = 12; // until its message is there again
const LIMIT_MS = 120_000;

/** Starts the cloud in a process of its own, as `pnpm cloud` does. */
async function startProcess(
  dataDir: string,
  port = 0,
): Promise<{ child: ChildProcess; endpoint: string }> {
  const child = fork(MAIN, ["--port", String(port), "--data-dir", dataDir], { stdio: "inherit" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [message] = (await once(child, "message")) as [{ ready: string }];
  return { child, endpoint: message.ready };
}

/** The template's time limits are for AWS: here nobody waits a quarter of an hour. */
async function beQuick(endpoint: string, service: Service): Promise<void> {
  const FunctionName = "address-validator-crash-process";
  const update = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: TRY_SECONDS });
  await new LambdaClient(clientSettings(endpoint)).send(update);
  for (const queue of ["ScatterQueue", "ShardQueue", "GatherQueue"] as const) {
    await service.hideFor(queue, HIDDEN_SECONDS);
  }
}

async function searchesOf(endpoint: string): Promise<number> {
  const counts = await localTools(endpoint).counts();
  return counts["location:SearchPlaceIndexForText"] ?? 0;
}

test(
  "asks no address again that was answered before the cloud was killed, and loses no row",
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "local-cloud-crash-"));
    onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
    const first = await startProcess(dataDir);
    const outputs = await deploy(first.endpoint, "address-validator", "crash");
    const before = openService(first.endpoint, outputs);
    await beQuick(first.endpoint, before);
    const rows = Array.from({ length: ROWS }, (_, at) => `${at} Crash Street,Hartford,CT`);
    const versionId = await before.upload("crash.csv", `Address,City,State\n${rows.join("\n")}\n`);
    const asked = await eventually("the first answers", async () => {
      const count = await searchesOf(first.endpoint);
      return count > ROWS / 3 ? count : undefined;
    });
    expect(asked).toBeLessThan(ROWS);
    first.child.kill("SIGKILL");
    await once(first.child, "exit");

    const second = await startProcess(dataDir, Number(new URL(first.endpoint).port));
    const service = openService(second.endpoint, outputs);
    const job = await service.job("crash.csv", versionId);
    expect(job).toMatchObject({ status: "COMPLETED", counts: { ok: ROWS } });
    const again = asked + (await searchesOf(second.endpoint)) - ROWS;
    process.stdout.write(`killed after ${asked} of ${ROWS} searches; ${again} asked again\n`);
    // What was on its way, or answered within the few milliseconds that a write takes, cannot be known.
    expect(again).toBeLessThan(12);
  },
  LIMIT_MS,
);

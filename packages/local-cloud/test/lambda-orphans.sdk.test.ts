import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";
import { createRecorder } from "./lambda-fixtures.ts";

function isAlive(pid: unknown): boolean {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}

test("no function process outlives a cloud that is killed, frozen or spinning", async () => {
  const program = new URL("./orphan-cloud.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, mkdtempSync(join(tmpdir(), "orphans-"))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const lambda = new LambdaClient({
    endpoint: line.toString().trim(),
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { name, read } = await createRecorder(
    lambda,
    "note(process.pid); if (event.spin) for (;;);",
    { Timeout: 60 },
  );
  await lambda.send(new InvokeCommand({ FunctionName: name }));
  await lambda.send(
    new InvokeCommand({ FunctionName: name, InvocationType: "Event", Payload: '{"spin":true}' }),
  );
  const other = await createRecorder(lambda, "note(process.pid);", { FunctionName: "frozen" });
  await lambda.send(new InvokeCommand({ FunctionName: "frozen" }));
  await expect.poll(read, { timeout: 10_000 }).toHaveLength(2);
  const pids = [...new Set([...read(), ...other.read()])];
  expect(pids.map(isAlive)).not.toContain(false);
  child.kill("SIGKILL");
  await expect.poll(() => pids.map(isAlive), { timeout: 10_000 }).not.toContain(true);
});

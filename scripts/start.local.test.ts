import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

interface Ended {
  readonly status: number | string | null;
  readonly output: string;
}

/** Runs what `npm start` runs, on a free port and in a folder of its own. */
async function start(...args: string[]): Promise<Ended> {
  const dataDir = await mkdtemp(join(tmpdir(), "npm-start-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const command = ["scripts/start.ts", "--port", "0", "--data-dir", dataDir, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { timeout: 240_000 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : (error.code ?? null), output: stdout + stderr });
    });
  });
}

test("deploys every service with serverless-compose, pushes the samples through and stops", async () => {
  const { status, output } = await start("--exit");
  expect(output).toContain("deployed in");
  expect(output).toMatch(/cat\.jpg +CATALOGUED +.*Cat/);
  expect(output).toMatch(/wine-glass\.jpg +FLAGGED/);
  expect(output).toMatch(/truncated\.jpg +REJECTED/);
  expect(status).toBe(0);
}, 300_000);

test.each([
  ["a port that is none", ["--port", "70000"], "not a port number"],
  ["an option that is none", ["--frsh"], "Unknown option"],
])("refuses %s with its usage", async (_what, args, message) => {
  const { status, output } = await start(...args);
  expect(status).toBe(2);
  expect(output).toContain(message);
  expect(output).toContain("Usage: npm start");
});

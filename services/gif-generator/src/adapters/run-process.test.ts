import { describe, expect, test } from "vitest";
import { runProcess } from "./run-process.ts";

const LIMIT_MS = 30_000;

async function* none(): AsyncGenerator<Buffer> {}

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from("a");
  throw new Error("no more");
}

function run(script: string, signal = AbortSignal.timeout(LIMIT_MS)) {
  return runProcess({ program: process.execPath, args: ["-e", script], input: none(), signal });
}

describe("a program", () => {
  test("ends with its code and the end of what it said", async () => {
    const end = await run("process.stderr.write('x'.repeat(9000) + 'why'); process.exitCode = 3");
    expect(end).toMatchObject({ exitCode: 3, signal: null });
    expect(end.stderrTail).toMatch(/^x{4093}why$/);
  });

  test("is killed at once when time is up, whatever it does about signals", async () => {
    const stop = new AbortController();
    const running = run("process.on('SIGTERM', () => {}); setInterval(() => {}, 9)", stop.signal);
    stop.abort(new Error("time is up"));
    await expect(running).rejects.toThrow("time is up");
  });

  test("that does not exist is an error", async () => {
    const request = { program: "/no/ffmpeg", args: [], input: none() };
    await expect(
      runProcess({ ...request, signal: AbortSignal.timeout(LIMIT_MS) }),
    ).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("is killed when its input fails, and the input's error counts", async () => {
    const args = ["-e", "setInterval(() => {}, 9)"];
    const request = { program: process.execPath, args, input: failing() };
    await expect(runProcess({ ...request, signal: AbortSignal.timeout(LIMIT_MS) })).rejects.toThrow(
      "no more",
    );
  });
});

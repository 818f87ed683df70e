import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import * as z from "zod";
import { residentMb } from "./resident-memory.ts";
import type { Life, Tally } from "./tally.ts";

const MAIN = join(import.meta.dirname, "../../packages/local-cloud/src/main.ts");
const SAMPLE_MS = 250;
const MAX_DEFECT_LENGTH = 500;

const Ready = z.object({ ready: z.url() });

/** A local cloud in a process of its own. */
export interface CloudProcess {
  readonly endpoint: string;
  readonly life: Life;
  /** Ends it as a power switch would; nothing is closed or flushed. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/**
 * Starts a cloud on the state in `dataDir`; its memory and its defects go into `tally`.
 *
 * @throws {Error} It ended before it was ready.
 */
export async function startCloudProcess(parts: {
  dataDir: string;
  /** 0 takes a free one. */
  port: number;
  tally: Tally;
}): Promise<CloudProcess> {
  const { dataDir, port, tally } = parts;
  const child = fork(MAIN, ["--port", String(port), "--data-dir", dataDir], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    tally.defects.push(text.trim().slice(0, MAX_DEFECT_LENGTH));
  });
  const killWithUs = (): boolean => child.kill("SIGKILL");
  process.once("exit", killWithUs);
  child.once("exit", () => process.off("exit", killWithUs));
  const endpoint = await readiness(child, tally);
  const startMb = await residentMb(child.pid ?? 0);
  const life: Life = { memory: { startMb, peakMb: startMb, endMb: startMb }, counts: {} };
  tally.lives.push(life);
  const watching = watchMemory(child, life);

  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    await watching;
  };
  return { endpoint, life, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

async function readiness(child: ChildProcess, tally: Tally): Promise<string> {
  const ended = new AbortController();
  child.once("exit", () => ended.abort());
  try {
    const [message] = await once(child, "message", { signal: ended.signal });
    return Ready.parse(message).ready;
  } catch (cause) {
    throw new Error(`the cloud did not start: ${tally.defects.join("\n")}`, { cause });
  }
}

/** Until the process ends. */
async function watchMemory(child: ChildProcess, { memory }: Life): Promise<void> {
  for (;;) {
    await sleep(SAMPLE_MS);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const megabytes = await residentMb(child.pid ?? 0);
    if (megabytes === 0) continue;
    memory.endMb = megabytes;
    memory.peakMb = Math.max(memory.peakMb, megabytes);
  }
}

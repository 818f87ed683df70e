import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { World } from "../../../scripts/soak/world.ts";

const run = promisify(execFile);
const LIMIT_MS = 30_000;
const MAX_OUTPUT_BYTES = 16_777_216;

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Command and, of our own processes, environment. */
  readonly text: string;
}

/**
 * Ends a function in mid-work as a power switch would: one whose ffmpeg runs. It ends the process, not the run, so
 * that it is always this function and never another.
 *
 * @returns False when none was found at work.
 */
export async function killRenderer(world: World): Promise<boolean> {
  const killed = await world.until(LIMIT_MS, async () => {
    const all = await processes();
    const functions = new Set(all.filter(isOf(world.dataDir)).map(({ pid }) => pid));
    const ffmpeg = all.find(
      ({ parent, text }) => functions.has(parent) && /^\S*ffmpeg /u.test(text),
    );
    return ffmpeg !== undefined && kill(ffmpeg.parent) ? true : undefined;
  });
  return killed ?? false;
}

function isOf(dataDir: string) {
  return ({ text }: RunningProcess): boolean => text.includes(`TMPDIR=${dataDir}`);
}

async function processes(): Promise<readonly RunningProcess[]> {
  const args = ["axeww", "-o", "pid=,ppid=,command="];
  const { stdout } = await run("ps", args, { maxBuffer: MAX_OUTPUT_BYTES });
  return stdout.split("\n").map((line) => {
    const [, pid = "", parent = "", text = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/u.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), text };
  });
}

/** False when it has just ended by itself. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

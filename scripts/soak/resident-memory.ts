import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const KB_PER_MB = 1024;

/** Resident memory of a process in MB; 0 when it has ended or the system does not say. */
export async function residentMb(pid: number): Promise<number> {
  const kilobytes = (await fromProc(pid)) ?? (await fromPs(pid)) ?? 0;
  return Math.round(kilobytes / KB_PER_MB);
}

async function fromProc(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes);
}

/** For systems without /proc. */
async function fromPs(pid: number): Promise<number | undefined> {
  const answer = await run("ps", ["-o", "rss=", "-p", String(pid)]).catch(() => undefined);
  return answer === undefined ? undefined : Number(answer.stdout);
}

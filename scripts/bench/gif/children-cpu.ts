import { readFile } from "node:fs/promises";

const TICKS_PER_SECOND = 100; // USER_HZ, which Linux shows to programs on every machine of ours
const CHILDREN_USER = 13; // fields after the name, proc_pid_stat(5): cutime is the 16th of all
const CHILDREN_SYSTEM = 14;
const MICROSECONDS = 1e6;

/**
 * Processor time of this process and of its children that have ended, in seconds.
 *
 * @throws {Error} Not on Linux: elsewhere nobody says it of single children.
 */
export async function cpuSeconds(): Promise<number> {
  if (process.platform !== "linux") throw new Error("this bench reads Linux's /proc");
  const stat = await readFile("/proc/self/stat", "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM]);
  const { user, system } = process.cpuUsage();
  return ticks / TICKS_PER_SECOND + (user + system) / MICROSECONDS;
}

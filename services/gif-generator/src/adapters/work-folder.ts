import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Workplace } from "../app/ports.ts";

/** Gives some work a new, empty folder, and removes it with all that is in it, however the work ends. */
export async function inWorkFolder<T>(work: (workplace: Workplace) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "window-"));
  try {
    return await work({ folder, read: (path) => readFile(path) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Folders that installing, packaging and running leave behind. */
const MADE = new Set(["node_modules", ".serverless", ".esbuild", ".local", "coverage"]);

/**
 * A hash over the names and contents of all files at and below the paths: equal as long as nothing
 * has changed in them. What tools leave behind does not count.
 *
 * @throws Error when a path does not exist.
 */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) add(path);
  return hash.digest("hex");

  function add(path: string): void {
    const entries = readFolder(path);
    if (entries === undefined) {
      hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
      return;
    }
    for (const name of entries) if (!MADE.has(name)) add(join(path, name));
  }
}

/** Undefined for what is no folder. */
function readFolder(path: string): string[] | undefined {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

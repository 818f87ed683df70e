import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
/** What goes into every service's zips and templates beside its own folder. */
const SHARED = ["packages/lambda-kit", "scripts/serverless", "pnpm-lock.yaml"];
/** What installing, generating, packaging and running leave behind. */
const MADE = new Set(["node_modules", ".serverless", ".esbuild", ".build", ".local"]);

/** A hash over all that a service's package is made of: equal as long as nothing has changed. */
export function serviceFingerprint(folder: string): string {
  return fingerprint([folder, ...SHARED.map((path) => join(ROOT, path))]);
}

/**
 * A hash over the contents of all files at and below the paths, and their names there: where the
 * paths themselves are does not count, nor what tools leave behind.
 *
 * @throws Error when a path does not exist.
 */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const [index, path] of paths.entries()) add(hash, path, String(index));
  return hash.digest("hex");
}

function add(hash: Hash, path: string, name: string): void {
  const entries = readFolder(path);
  if (entries === undefined) {
    const content = readFileSync(path);
    hash.update(`${name}\0${content.byteLength}\0`).update(content);
    return;
  }
  for (const entry of entries) {
    if (!MADE.has(entry)) add(hash, join(path, entry), `${name}/${entry}`);
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

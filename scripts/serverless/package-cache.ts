import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { serviceFingerprint } from "./fingerprint.ts";

const ROOT = join(import.meta.dirname, "../..");
const CACHE = join(ROOT, ".build", "packages");
const KEPT_MS = 6 * 60 * 60 * 1000;

/** Where the CLI leaves a package, and takes one from with `--package`. */
export const PACKAGE_FOLDER = ".serverless";

/**
 * Puts the package of a service into its `.serverless`: one that was made before of the same files
 * with the same arguments, or a new one. The tests deploy each service a dozen times; packaging is
 * the longer half of a deployment, and the package of the same files is the same.
 *
 * @param make Runs `sls package` in `folder`; resolves with false when that failed.
 * @returns False when there is no package.
 */
export async function providePackage(
  folder: string,
  args: readonly string[],
  make: () => Promise<boolean>,
): Promise<boolean> {
  const target = join(folder, PACKAGE_FOLDER);
  const files = serviceFingerprint(folder);
  const key = createHash("sha256")
    .update(JSON.stringify([files, args]))
    .digest("hex");
  const kept = join(CACHE, key);
  if (existsSync(kept)) {
    await cp(kept, target, { recursive: true });
    return true;
  }
  if (!(await make())) return false;
  await keep(target, kept);
  return true;
}

/** A package is there whole or not at all, also when two processes make the same one at once. */
async function keep(made: string, kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true });
  await dropOld();
  const partial = await mkdtemp(`${kept}-`);
  await cp(made, partial, { recursive: true });
  try {
    await rename(partial, kept);
  } catch {
    await rm(partial, { recursive: true, force: true }); // the other process was first
  }
}

/** Packages of what the files once were. */
async function dropOld(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

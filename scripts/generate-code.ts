import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "..");

/** Runs the code generator of every service that has one; what is up to date stays as it is. */
export async function generateCode(): Promise<void> {
  for (const file of globSync("services/*/codegen/main.ts", { cwd: ROOT })) {
    await import(pathToFileURL(join(ROOT, file)).href);
  }
}

/** Before the first test; the name is vitest's. */
export { generateCode as setup };

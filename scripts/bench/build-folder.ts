import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";

const BUILD = join(import.meta.dirname, "../../.build");

/** Makes an empty folder under .build, from where the repository's packages can be imported. */
export async function buildFolder(name: string): Promise<string> {
  await mkdir(BUILD, { recursive: true });
  return mkdtemp(join(BUILD, `${name}-`));
}

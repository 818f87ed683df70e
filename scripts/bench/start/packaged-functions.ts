import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { copyService } from "../../serverless/packaging.ts";
import { readZip } from "../../serverless/runtime-client/run-zip.ts";

const CLI_DEADLINE_MS = 120_000;

/** The part of what `sls package` leaves behind that a start needs. */
const State = z.object({
  service: z.object({
    functions: z.record(
      z.string(),
      z.object({ handler: z.string(), environment: z.record(z.string(), z.unknown()).default({}) }),
    ),
  }),
});

/** A function as it is deployed. */
export interface PackagedFunction {
  readonly name: string;
  /** Its source. */
  readonly entry: string;
  /** Its bundle, unpacked from the zip. */
  readonly bundle: string;
  readonly exportName: string;
  readonly zipBytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A packaged service, to be removed when done. */
export interface PackagedService {
  readonly folder: string;
  readonly functions: readonly PackagedFunction[];
  readonly remove: () => Promise<void>;
}

/** Values that only a deployment knows, such as names of tables, get a text of usual length. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : "known-when-deployed";
}

async function unpackZip(zip: string, folder: string): Promise<void> {
  for (const [path, bytes] of await readZip(zip)) {
    const target = resolve(folder, path);
    if (!target.startsWith(`${folder}/`)) throw new Error(`${zip} reaches outside: ${path}`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

/**
 * Packages a copy of a service with the CLI and unpacks its zips.
 *
 * @throws {Error} The CLI fails, with what it printed.
 */
export async function packageService(service: string): Promise<PackagedService> {
  const { folder, sls, remove } = await copyService(service);
  try {
    const { exitCode, output } = await sls(["package"], CLI_DEADLINE_MS);
    if (exitCode !== 0) throw new Error(`sls package of ${service}: ${output}`);
    const made = join(folder, ".serverless");
    const text = await readFile(join(made, "serverless-state.json"), "utf8");
    const functions: PackagedFunction[] = [];
    for (const [name, one] of Object.entries(State.parse(JSON.parse(text)).service.functions)) {
      const zip = join(made, `${name}.zip`);
      const unpacked = join(folder, ".unpacked", name);
      await unpackZip(zip, unpacked);
      const dot = one.handler.lastIndexOf(".");
      const path = one.handler.slice(0, dot);
      const values = Object.entries(one.environment).map(([key, value]) => [key, textOf(value)]);
      functions.push({
        name,
        entry: join(folder, `${path}.ts`),
        bundle: join(unpacked, `${path}.js`),
        exportName: one.handler.slice(dot + 1),
        zipBytes: (await stat(zip)).size,
        environment: z.record(z.string(), z.string()).parse(Object.fromEntries(values)),
      });
    }
    return { folder, functions, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

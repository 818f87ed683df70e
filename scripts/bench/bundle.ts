import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { parse } from "yaml";
import * as z from "zod";

const SETTINGS = join(import.meta.dirname, "../serverless/esbuild.yml");

const PACKAGE_NAME = /^(?:@[^/]+\/)?[^/]+/u;

/** The settings that scripts/serverless/esbuild.yml may hold; an unknown one is refused, not ignored. */
const Settings = z.strictObject({
  bundle: z.literal(true),
  format: z.enum(["esm", "cjs"]),
  platform: z.literal("node"),
  target: z.string(),
  mainFields: z.array(z.string()),
  minify: z.boolean(),
  sourcemap: z.literal("linked"),
  sourcesContent: z.boolean(),
  banner: z.record(z.string(), z.string()),
});

/** A bundle as the services get it. */
export interface Bundle {
  readonly path: string;
  /** Without the source map, which is never deployed. */
  readonly sizeBytes: number;
  readonly metafile: Metafile;
}

/** Bundles a handler with the settings that every service is bundled with. */
export async function bundle(entry: string, outfile: string): Promise<Bundle> {
  const settings = Settings.parse(parse(await readFile(SETTINGS, "utf8")));
  const { metafile } = await build({
    ...settings,
    entryPoints: [entry],
    outfile,
    metafile: true,
    logLevel: "silent",
  });
  return { path: outfile, sizeBytes: (await readFile(outfile)).length, metafile };
}

/** Bytes that each npm package, or `own` code, has in a bundle. */
export function bytesByPackage({ metafile }: Bundle): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const name = path.split("node_modules/").at(-1)?.match(PACKAGE_NAME)?.[0] ?? "";
      const owner = path.includes("node_modules/") ? name : "own";
      bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
    }
  }
  return bytes;
}

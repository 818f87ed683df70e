import { build } from "esbuild";
import { copyFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

const COPIED = /\.(?:html|svg)$/u;
const ENTRY = /\/assets\/(?<name>[\w-]+\.(?:css|js))"/gu;

/**
 * Makes what a service's page is served from: its HTML and SVG as they are, and of each script and style sheet that
 * the HTML asks for one minified file with what it imports.
 *
 * @param folder The page's sources.
 * @param outFolder Emptied first.
 */
export async function buildPage(folder: string, outFolder: string): Promise<void> {
  await rm(outFolder, { recursive: true, force: true });
  await mkdir(outFolder, { recursive: true });
  const copied = (await readdir(folder)).filter((name) => COPIED.test(name));
  const entries = new Set<string>();
  for (const name of copied) {
    await copyFile(join(folder, name), join(outFolder, name));
    if (!name.endsWith(".html")) continue;
    const html = await readFile(join(folder, name), "utf8");
    for (const { groups } of html.matchAll(ENTRY)) entries.add(groups?.["name"] ?? "");
  }
  await build({
    entryPoints: Array.from(entries, (name) => join(folder, name)),
    outdir: outFolder,
    bundle: true,
    format: "esm",
    target: "es2023",
    minify: true,
    legalComments: "inline", // licences of what is bundled
    logLevel: "silent", // what is wrong is in the error
  });
}

import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".svg", "image/svg+xml"],
]);

/** A file of the page, as it is served. */
export interface PageFile {
  readonly contentType: string;
  readonly text: string;
}

// As far from here as from the bundle of a function, in whose zip the folder is.
const FOLDER = new URL("../../web/", import.meta.url);

/** The files of the page, by name: what is not in here is not served, whatever path is asked for. */
export function readPageFiles(
  folder: string = fileURLToPath(FOLDER),
): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder)) {
    const contentType = TYPES.get(extname(name));
    if (contentType === undefined || name.includes(".test.")) continue;
    files.set(name, { contentType, text: readFileSync(`${folder}/${name}`, "utf8") });
  }
  return files;
}

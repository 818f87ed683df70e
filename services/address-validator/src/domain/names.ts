import { createHash } from "node:crypto";
import type { SourceVersion } from "./job.ts";
import { orderOf } from "./order.ts";

// A name that can stand in a key, a URL and a shell untouched. It is in a result's key twice, and keys have 1,024 bytes.
const PLAIN = /^(?<name>[A-Za-z0-9_][A-Za-z0-9_.-]{0,199})\.csv$/u;
const DIGEST_HEX = 32; // 128 bits
const MAX_READABLE = 40;

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_HEX);
}

/** What is readable of an object key: its last part, without the ending. */
function readablePartOf(key: string): string {
  const name = key.slice(key.lastIndexOf("/") + 1).replace(/\.csv$/iu, "");
  const plain = name.replaceAll(/[^A-Za-z0-9_]+/gu, "-").slice(0, MAX_READABLE);
  return plain.replaceAll(/^-+|-+$/gu, "");
}

/**
 * The name of a file's job and of its results. `homes.csv` has the post's, `homes`; any other key (folders, spaces,
 * `.CSV` ...) has a readable part, `~` and a digest of the whole key. No plain name has a `~`, so different keys
 * never share a name.
 */
export function nameOf(key: string): string {
  const plain = PLAIN.exec(key)?.groups?.["name"];
  return plain ?? `${readablePartOf(key)}~${digestOf(key)}`;
}

/** Of one version of one object: the same in every delivery of its event, and nobody else's. */
export function runOf({ bucket, key, sequencer, versionId }: SourceVersion): string {
  return digestOf(JSON.stringify([bucket, key, orderOf(sequencer), versionId ?? ""]));
}

const FOLDER = "processed_data";

/** The key of the result, in the destination bucket; the post's. */
export function resultKey(name: string): string {
  return `${FOLDER}/${name}/PROCESSED_DATA_${name}.csv`;
}

/** The result with the user's formulas made harmless; only there when it has some. */
export function spreadsheetKey(name: string): string {
  return `${FOLDER}/${name}/FOR_SPREADSHEETS_${name}.csv`;
}

/** Which rows have no position and why; only there when there are some. */
export function errorsKey(name: string): string {
  return `${FOLDER}/${name}/ERRORS_${name}.csv`;
}

/** What a page shows of a result: some of its points and its first rows. */
export function previewKey(name: string): string {
  return `${FOLDER}/${name}/PREVIEW_${name}.json`;
}

/** Counts, cost and failed shards of a result; or why the file was refused. */
export function reportKey(name: string): string {
  return `${FOLDER}/${name}/REPORT_${name}.json`;
}

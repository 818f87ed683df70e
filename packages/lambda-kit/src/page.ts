import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as z from "zod/mini";
import { NotFoundError } from "./errors.ts";
import type { HttpResponse } from "./http.ts";

const TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".svg", "image/svg+xml"],
]);

/** A file of a page, as it is served. */
export interface PageFile {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The files of a page, by name: what is not in here is not served, whatever path is asked for.
 *
 * @param folder Where `scripts/serverless/page.cjs` has put them; a function has it in its zip.
 */
export function readPageFiles(folder: URL): ReadonlyMap<string, PageFile> {
  const path = fileURLToPath(folder);
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(path)) {
    const contentType = TYPES.get(extname(name));
    if (contentType === undefined) continue;
    files.set(name, { contentType, text: readFileSync(join(path, name), "utf8") });
  }
  return files;
}

/** What a page may do beside running its own scripts and styles and talking to its own API. */
export interface PageRights {
  /** Where pictures come from, beside the page's own. */
  readonly picturesOrigin?: string;
}

/**
 * What browsers are told about a page: it runs its own scripts and styles only, talks to its own API, is never framed,
 * and tells nobody where it was.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export function pageHeaders({ picturesOrigin }: PageRights = {}): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ["img-src 'self'", picturesOrigin].filter((part) => part !== undefined).join(" "),
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-cache", // asked again each time, and answered with 304
  };
}

/** Path of the scripts and styles of a page. */
export const PageFilePath = z.object({ name: z.string().check(z.regex(/^[a-z-]+\.[a-z]+$/u)) });

/** What a browser says about the answer that it can take. */
export const PageRequestHeaders = z.object({
  "accept-encoding": z.optional(z.string()),
  "if-none-match": z.optional(z.string()),
});

interface Packed extends PageFile {
  readonly etag: string;
  /** In base64: what a proxy integration takes for bytes. */
  readonly gzip: string;
}

function packed(file: PageFile): Packed {
  const etag = `"${createHash("sha256").update(file.text).digest("base64url").slice(0, 22)}"`;
  return { ...file, etag, gzip: gzipSync(file.text, { level: 9 }).toString("base64") };
}

/** A file as both kinds of API Gateway take it from a proxy integration. */
export interface PageAnswer extends HttpResponse {
  /** The body is base64, of bytes that are no text. */
  readonly isBase64Encoded?: boolean;
}

/** One wish of a browser. */
export interface PageRequest {
  readonly name: string;
  readonly headers: z.infer<typeof PageRequestHeaders>;
}

/**
 * Serves the files of a page with its headers: compressed where the browser takes it, since API Gateway does not
 * compress for HTTP APIs, and with 304 where it has the file.
 *
 * @returns A function that throws {@link NotFoundError} `PageFileNotFound`.
 */
export function pageServer(
  files: ReadonlyMap<string, PageFile>,
  headers: Readonly<Record<string, string>>,
): (request: PageRequest) => PageAnswer {
  // Packed in the init phase, once for each execution environment.
  const ready = new Map(Array.from(files, ([name, file]) => [name, packed(file)]));
  return ({ name, headers: asked }) => {
    const file = ready.get(name);
    if (file === undefined) throw new NotFoundError("PageFileNotFound", "there is no such file");
    const { contentType, etag, text, gzip } = file;
    const all = { ...headers, "content-type": contentType, etag, vary: "accept-encoding" };
    if (asked["if-none-match"] === etag) return { statusCode: 304, headers: all, body: "" };
    if (!/\bgzip\b(?!;q=0(?:[,;\s]|$))/u.test(asked["accept-encoding"] ?? "")) {
      return { statusCode: 200, headers: all, body: text };
    }
    const zipped = { ...all, "content-encoding": "gzip" };
    return { statusCode: 200, headers: zipped, body: gzip, isBase64Encoded: true };
  };
}

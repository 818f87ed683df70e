import { InvalidError } from "./errors.ts";

const DEFAULT_MAX_BYTES = 1_000_000;
const DEFAULT_MAX_DEPTH = 64; // levels of {} and []; schemas and stores recurse, JSON.parse does not mind

/** What a body may be. */
export interface BodyLimits {
  /** Largest decoded body, in bytes; 1,000,000 unless told. */
  readonly maxBytes?: number;
  /** Deepest nesting of objects and arrays, in levels; 64 unless told. */
  readonly maxDepth?: number;
}

/** A request's body as API Gateway hands it over. */
export interface RawBody {
  readonly text: string;
  readonly isBase64: boolean;
  /** The Content-Type header, if there was one. */
  readonly contentType: string | undefined;
}

function isJson(contentType: string): boolean {
  const [type = ""] = contentType.split(";", 1);
  return /^application\/(?:[\w.+-]+\+)?json$/i.test(type.trim());
}

function decode({ text, isBase64 }: RawBody): string {
  if (!isBase64) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64"));
  } catch (cause) {
    throw new InvalidError("InvalidBody", "the body is not UTF-8 text", { cause });
  }
}

function sizeBytes({ text, isBase64 }: RawBody): number {
  return Buffer.byteLength(text, isBase64 ? "base64" : "utf8");
}

// A regular expression would run out of stack on a string of some megabytes.
function endOfString(text: string, openingQuote: number): number {
  let quote = text.indexOf('"', openingQuote + 1);
  while (quote !== -1) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

const [QUOTE, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [
  0x22, 0x7b, 0x7d, 0x5b, 0x5d,
];

/** The deepest nesting in a JSON text, without parsing it: brackets inside strings do not count. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
  }
  return deepest;
}

function refusePrototypeKeys(key: string, value: unknown): unknown {
  const reaches =
    key === "__proto__" ||
    (key === "constructor" &&
      typeof value === "object" &&
      value !== null &&
      Object.hasOwn(value, "prototype"));
  if (reaches) throw new InvalidError("InvalidBody", `the body has a forbidden key, ${key}`);
  return value;
}

// The reviver is slow, so only texts that could hold such a key (escaped or not) are parsed with it.
const SUSPICIOUS = /__proto__|constructor|\\u/u;

function parse(text: string): unknown {
  try {
    return SUSPICIOUS.test(text) ? JSON.parse(text, refusePrototypeKeys) : JSON.parse(text);
  } catch (error) {
    if (error instanceof InvalidError) throw error;
    // The engine's own message quotes the body, so it is not passed on.
    throw new InvalidError("InvalidBody", "the body is not valid JSON");
  }
}

/**
 * Reads a JSON body that may be hostile.
 *
 * @throws {InvalidError} `RequestTooLarge`, `UnsupportedMediaType`; `InvalidBody`: not UTF-8, not JSON,
 * nested too deep, or with a key that reaches a prototype.
 */
export function readJsonBody(body: RawBody, limits: BodyLimits = {}): unknown {
  const { maxBytes = DEFAULT_MAX_BYTES, maxDepth = DEFAULT_MAX_DEPTH } = limits;
  if (sizeBytes(body) > maxBytes) {
    throw new InvalidError("RequestTooLarge", `the body is larger than ${maxBytes} bytes`);
  }
  if (body.contentType !== undefined && !isJson(body.contentType)) {
    throw new InvalidError("UnsupportedMediaType", "the body must be application/json");
  }
  const text = decode(body);
  if (jsonDepth(text) > maxDepth) {
    throw new InvalidError("InvalidBody", `the body is nested deeper than ${maxDepth} levels`);
  }
  return parse(text);
}

import { createHash } from "node:crypto";
import jsonata from "jsonata";
import type { Json } from "./json.ts";
import type { SeededRandom } from "./random.ts";

/** Sources of what differs from one evaluation to the next. */
export interface JsonataEnvironment {
  readonly random: SeededRandom;
  /** The time of the evaluation: milliseconds since the epoch. */
  readonly nowMs: number;
}

const HASHES = new Set(["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"]);
const MAX_RANGE_ITEMS = 1_000_000;
const formatMillis = jsonata("$fromMillis($at, $picture, $timezone)");

function partition(items: unknown, size: unknown): unknown {
  if (items === undefined) return undefined;
  if (!Array.isArray(items)) throw new TypeError("$partition needs an array");
  if (typeof size !== "number" || Math.trunc(size) < 1) {
    throw new TypeError("$partition needs a positive chunk size");
  }
  const step = Math.trunc(size);
  return Array.from({ length: Math.ceil(items.length / step) }, (_, index): unknown =>
    items.slice(index * step, (index + 1) * step),
  );
}

function range(first: unknown, last: unknown, step: unknown): unknown {
  if (typeof first !== "number" || typeof last !== "number" || typeof step !== "number") {
    throw new TypeError("$range needs three numbers");
  }
  if (step === 0) throw new RangeError("$range needs a step other than zero");
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > MAX_RANGE_ITEMS) throw new RangeError("$range is too long");
  return Array.from({ length }, (_, index) => first + index * step);
}

function hash(text: unknown, algorithm: unknown): unknown {
  if (typeof text !== "string") throw new TypeError("$hash needs a string");
  if (typeof algorithm !== "string" || !HASHES.has(algorithm)) {
    throw new TypeError("$hash needs one of MD5, SHA-1, SHA-256, SHA-384, SHA-512");
  }
  return createHash(algorithm.replace("-", "")).update(text).digest("hex");
}

function seeded(seed: unknown): number {
  const digest = createHash("sha256").update(String(seed)).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

function parse(text: unknown): Json | undefined {
  if (text === undefined) return undefined;
  if (typeof text !== "string") throw new TypeError("$parse needs a string");
  return JSON.parse(text);
}

function refuseEval(): never {
  throw new TypeError("$eval is not supported; use $parse");
}

/**
 * The functions Step Functions adds to JSONata, or has in another form:
 * `$now` and `$millis` read the injected clock, `$eval` is refused.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#transforming-data-jsonata-functions
 */
export function jsonataFunctions(environment: JsonataEnvironment): Record<string, unknown> {
  const { random, nowMs } = environment;
  const now = (picture?: string, timezone?: string): Promise<unknown> =>
    formatMillis.evaluate(undefined, { at: nowMs, picture, timezone });
  return {
    partition,
    range,
    hash,
    parse,
    eval: refuseEval,
    random: (seed?: unknown) => (seed === undefined ? random.next() : seeded(seed)),
    uuid: () => random.uuid(),
    millis: () => nowMs,
    now,
  };
}

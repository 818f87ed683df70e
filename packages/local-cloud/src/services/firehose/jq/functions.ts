import { JqError } from "./jq-error.ts";

type Transform = (input: unknown) => unknown;

const FUNCTIONS: ReadonlyMap<string, Transform> = new Map<string, Transform>([
  ["null", () => null],
  ["true", () => true],
  ["false", () => false],
  ["tostring", (input) => (typeof input === "string" ? input : JSON.stringify(input))],
  ["tonumber", toNumber],
  ["ascii_downcase", (input) => textOf(input).replaceAll(/[A-Z]/g, (c) => c.toLowerCase())],
  ["ascii_upcase", (input) => textOf(input).replaceAll(/[a-z]/g, (c) => c.toUpperCase())],
  ["floor", (input) => Math.floor(numberOf(input))],
  ["length", lengthOf],
  ["fromdateiso8601", fromDate],
  ["fromdate", fromDate],
]);

/** The function of a name with its parameters, when it is known here. */
export function functionOf(name: string, parameters: readonly unknown[]): Transform | undefined {
  if (parameters.length === 0) return FUNCTIONS.get(name);
  const [format] = parameters;
  if (name !== "strftime" || typeof format !== "string" || /%(?![YmdHMSjFT%])/.test(format)) {
    return undefined;
  }
  return (input) => formatTime(numberOf(input), format);
}

function numberOf(input: unknown): number {
  if (typeof input === "number") return input;
  throw new JqError(`${JSON.stringify(input)} is not a number`);
}

function textOf(input: unknown): string {
  if (typeof input === "string") return input;
  throw new JqError(`${JSON.stringify(input)} is not a string`);
}

function toNumber(input: unknown): number {
  if (typeof input === "number") return input;
  const text = textOf(input);
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isNaN(number)) throw new JqError(`Cannot parse ${text} as a number`);
  return number;
}

function lengthOf(input: unknown): number {
  if (input === null) return 0;
  if (typeof input === "string") return Array.from(input).length;
  if (typeof input === "number") return Math.abs(input);
  if (typeof input === "object") return Object.keys(input).length;
  throw new JqError(`${typeof input} has no length`);
}

function fromDate(input: unknown): number {
  const text = textOf(input);
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw new JqError(`date "${text}" does not match format`);
  return at / 1000;
}

const DAY_MS = 86_400_000;

/** C's `strftime` in UTC, of seconds since the Unix epoch. */
function formatTime(seconds: number, format: string): string {
  const time = new Date(seconds * 1000);
  const iso = Number.isNaN(time.getTime()) ? "" : time.toISOString();
  if (iso.length !== 24) throw new JqError("strftime/1 requires a time");
  const dayOfYear = 1 + Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0)) / DAY_MS);
  const fields: Readonly<Record<string, string>> = {
    Y: iso.slice(0, 4),
    m: iso.slice(5, 7),
    d: iso.slice(8, 10),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    j: String(dayOfYear).padStart(3, "0"),
    F: iso.slice(0, 10),
    T: iso.slice(11, 19),
    "%": "%",
  };
  return format.replaceAll(/%(.)/g, (_whole, letter: string) => fields[letter] ?? "");
}

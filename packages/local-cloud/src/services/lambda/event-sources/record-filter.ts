import { parsePattern, PatternError } from "../../../patterns/compile.ts";
import { matches } from "../../../patterns/match.ts";
import { invalidParameter } from "../errors.ts";

/** Whether a record goes to the function. */
export type RecordFilter = (record: Readonly<Record<string, unknown>>) => boolean;

// What holds the payload: of a queue's message, and of a stream's record.
const PAYLOADS = ["body", "data"] as const;

/**
 * Compiles the filter criteria of a mapping. A record passes when any of the patterns matches; a
 * text `body` or `data` is read as JSON when the pattern looks into it.
 *
 * @throws {AwsError} `InvalidParameterValueException`: a pattern that is not valid.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function compileFilters(patterns: readonly string[]): RecordFilter {
  if (patterns.length === 0) return () => true;
  const compiled = patterns.map(compileOne);
  return (record) => compiled.some((test) => test(record));
}

function compileOne(text: string): RecordFilter {
  try {
    const pattern = parsePattern(text);
    const json: unknown = JSON.parse(text);
    const payload = PAYLOADS.find((name) => hasObject(json, name));
    if (payload === undefined) return (record) => matches(pattern, record);
    return (record) => matches(pattern, { ...record, [payload]: parseText(record[payload]) });
  } catch (error) {
    if (!(error instanceof PatternError) && !(error instanceof SyntaxError)) throw error;
    throw invalidParameter(`Invalid filter pattern definition. ${error.message}`);
  }
}

function hasObject(json: unknown, key: string): boolean {
  if (typeof json !== "object" || json === null || !Object.hasOwn(json, key)) return false;
  const value: unknown = Reflect.get(json, key);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseText(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text; // not JSON: a pattern that looks into it cannot match
  }
}

import { isJsonArray, isJsonObject, type Json, type JsonObject, own } from "./json.ts";

/** One step of a path: a member's name or an element's index. */
export type Step = string | number;

const SIMPLE_STEP =
  /(?:\.([\p{L}\p{N}_$-]+)|\[\s*(-?\d+)\s*\]|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\s*"((?:[^"\\]|\\.)*)"\s*\])/uy;

function stepOf([, name, index, single, double]: RegExpExecArray): Step {
  if (index !== undefined) return Number(index);
  const quoted = single ?? double;
  return quoted === undefined ? (name ?? "") : quoted.replaceAll(/\\(.)/gu, "$1");
}

/**
 * Splits what follows the root of a path into steps, or answers `undefined` when
 * the path has wildcards, filters, slices or descents and is no reference path.
 */
export function referenceSteps(rest: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let position = 0;
  while (position < rest.length) {
    SIMPLE_STEP.lastIndex = position;
    const match = SIMPLE_STEP.exec(rest);
    if (match === null) return undefined;
    steps.push(stepOf(match));
    position = SIMPLE_STEP.lastIndex;
  }
  return steps;
}

function child(value: Json, step: Step): Json | undefined {
  if (typeof step === "number") return isJsonArray(value) ? value.at(step) : undefined;
  return isJsonObject(value) ? own(value, step) : undefined;
}

/** Follows the steps into a value; `undefined` when something on the way is missing. */
export function readSteps(value: Json, steps: readonly Step[]): Json | undefined {
  let found: Json | undefined = value;
  for (const step of steps) {
    if (found === undefined) return undefined;
    found = child(found, step);
  }
  return found;
}

function writeIndex(target: Json, [index, rest]: [number, readonly Step[]], value: Json): Json {
  if (!isJsonArray(target) || index < 0 || index >= target.length) {
    throw new RangeError(`index ${index} is not in the input`);
  }
  return target.map((item, at) => (at === index ? writeSteps(item, rest, value) : item));
}

/**
 * Copies `target` with `value` put at the steps; missing objects are made, as `ResultPath` does.
 *
 * @throws {RangeError} an index that is not in the array, or a member of something that is no object.
 */
export function writeSteps(target: Json, steps: readonly Step[], value: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === "number") return writeIndex(target, [step, rest], value);
  if (!isJsonObject(target)) throw new RangeError(`'${step}' is not a field of an object`);
  const object: JsonObject = target;
  return { ...object, [step]: writeSteps(own(object, step) ?? {}, rest, value) };
}

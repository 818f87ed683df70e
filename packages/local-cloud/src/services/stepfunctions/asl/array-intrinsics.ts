import { isJsonArray, type Json, jsonEquals } from "./json.ts";

const MAX_RANGE_ITEMS = 1000; // elements States.ArrayRange may make

interface ArrayIntrinsic {
  readonly arity: string;
  readonly run: (args: readonly Json[]) => Json;
}

type Fail = (message: string) => Error;

function unique(items: readonly Json[]): Json {
  const seen = new Set<string>();
  return items.filter((item) => {
    const key = JSON.stringify(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function chunks(items: readonly Json[], size: number): Json {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** The seven intrinsic functions that make or read arrays; `fail` builds the error they throw. */
export function arrayIntrinsics(fail: Fail): readonly [string, ArrayIntrinsic][] {
  const array = (args: readonly Json[]): readonly Json[] => {
    const value = args[0];
    if (isJsonArray(value)) return value;
    throw fail("argument 1 must be an array");
  };
  const number = (args: readonly Json[], index: number): number => {
    const value = args[index];
    if (typeof value === "number") return Math.round(value);
    throw fail(`argument ${index + 1} must be a number`);
  };
  const partition = (args: readonly Json[]): Json => {
    const size = number(args, 1);
    if (size < 1) throw fail("the chunk size must be a positive number");
    return chunks(array(args), size);
  };
  const range = (args: readonly Json[]): Json => {
    const [first, last, step] = [number(args, 0), number(args, 1), number(args, 2)];
    if (step === 0) throw fail("the step must not be zero");
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    if (length > MAX_RANGE_ITEMS) throw fail(`the range has more than ${MAX_RANGE_ITEMS} elements`);
    return Array.from({ length }, (_, index) => first + index * step);
  };
  const item = (args: readonly Json[]): Json => {
    const index = number(args, 1);
    const found = index < 0 ? undefined : array(args)[index];
    if (found === undefined) throw fail(`the array has no element ${index}`);
    return found;
  };
  const contains = (args: readonly Json[]): Json =>
    array(args).some((candidate) => jsonEquals(candidate, args[1] ?? null));
  return [
    ["States.Array", { arity: "*", run: (args) => args }],
    ["States.ArrayPartition", { arity: "2", run: partition }],
    ["States.ArrayContains", { arity: "2", run: contains }],
    ["States.ArrayRange", { arity: "3", run: range }],
    ["States.ArrayGetItem", { arity: "2", run: item }],
    ["States.ArrayLength", { arity: "1", run: (args) => array(args).length }],
    ["States.ArrayUnique", { arity: "1", run: (args) => unique(array(args)) }],
  ];
}

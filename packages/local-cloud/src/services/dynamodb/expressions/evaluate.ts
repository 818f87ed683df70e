import { valueAt } from "../document-path.ts";
import {
  compareValues,
  equalValues,
  setMembers,
  toBase64,
  typeOf,
  type Item,
  type Value,
} from "../value.ts";
import type { Comparator, Condition } from "./condition-parser.ts";
import type { FunctionCall, Operand } from "./operands.ts";

/** Whether `item` meets a condition. An absent item is one without attributes. */
export function satisfies(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return satisfies(condition.left, item) && satisfies(condition.right, item);
    case "or":
      return satisfies(condition.left, item) || satisfies(condition.right, item);
    case "not":
      return !satisfies(condition.condition, item);
    case "compare": {
      const [left, right] = condition.args.map((arg) => resolve(arg, item));
      return holds(condition.comparator, left, right);
    }
    case "between": {
      const [value, lower, upper] = condition.args.map((arg) => resolve(arg, item));
      return isBetween(value, lower, upper);
    }
    case "in": {
      const value = resolve(condition.operand, item);
      return condition.options.some((option) => holds("=", value, resolve(option, item)));
    }
    case "call":
      return holdsCall(condition, item);
  }
}

function isBetween(
  value: Value | undefined,
  lower: Value | undefined,
  upper: Value | undefined,
): boolean {
  return holds(">=", value, lower) && holds("<=", value, upper);
}

function resolve(operand: Operand, item: Item): Value | undefined {
  switch (operand.kind) {
    case "path":
      return valueAt(item, operand.path);
    case "value":
      return operand.value;
    case "call": {
      const [argument] = operand.args;
      const value = argument === undefined ? undefined : resolve(argument, item);
      const size = value === undefined ? undefined : sizeOf(value);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

/** What `size()` says: bytes of text and binary, members of the rest; nothing for other types. */
function sizeOf(value: Value): number | undefined {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("B" in value) return value.B.byteLength;
  if ("L" in value) return value.L.length;
  if ("M" in value) return Object.keys(value.M).length;
  return setMembers(value)?.length;
}

/** A comparison with something absent is false, but for `<>`: that something is then different. */
function holds(comparator: Comparator, left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return comparator === "<>";
  if (comparator === "=") return equalValues(left, right);
  if (comparator === "<>") return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

function holdsCall({ name, args }: FunctionCall, item: Item): boolean {
  const [first, second] = args.map((arg) => resolve(arg, item));
  if (name === "attribute_not_exists") return first === undefined;
  if (first === undefined) return false;
  if (name === "attribute_exists") return true;
  if (second === undefined) return false;
  if (name === "attribute_type") return "S" in second && second.S === typeOf(first);
  return name === "begins_with" ? beginsWith(first, second) : contains(first, second);
}

function beginsWith(value: Value, prefix: Value): boolean {
  if ("S" in value && "S" in prefix) return value.S.startsWith(prefix.S);
  if (!("B" in value) || !("B" in prefix)) return false;
  return Buffer.from(value.B).subarray(0, prefix.B.byteLength).equals(prefix.B);
}

function contains(value: Value, part: Value): boolean {
  if ("L" in value) return value.L.some((member) => equalValues(member, part));
  if ("S" in part) {
    if ("S" in value) return value.S.includes(part.S);
    return "SS" in value && value.SS.includes(part.S);
  }
  if ("N" in part) return "NS" in value && value.NS.includes(part.N);
  if (!("B" in part)) return false;
  if ("B" in value) return Buffer.from(value.B).includes(Buffer.from(part.B));
  return "BS" in value && value.BS.some((member) => toBase64(member) === toBase64(part.B));
}

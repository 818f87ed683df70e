import { addDecimals, formatDecimal, negateDecimal, parseDecimal } from "../decimal.ts";
import { childOf, valueAt, type Path } from "../document-path.ts";
import { validationError } from "../errors.ts";
import { copyItem, itemOf, setMembers, typeOf, type Item, type Value } from "../value.ts";
import type { Operand } from "./operands.ts";
import type { Action, Assigned, ParsedUpdate } from "./update-parser.ts";

const WRONG_TYPE = "An operand in the update expression has an incorrect data type";
const NO_ATTRIBUTE =
  "The provided expression refers to an attribute that does not exist in the item";
const BAD_PATH = "The document path provided in the update expression is invalid for update";

type Container = { M: Item } | { L: Value[] };

/** One change of one container of the new item, decided by looking at the old one only. */
interface Edit {
  readonly container: Container;
  readonly step: string | number;
  /** `undefined` removes. */
  readonly value: Value | undefined;
  readonly path: Path;
}

/**
 * Applies an update to a copy of `item`. Every clause sees the item as it was before the update.
 *
 * @throws {AwsError} ValidationException: a path or operand that does not fit the item.
 */
export function applyUpdate(item: Item, { actions }: ParsedUpdate): Item {
  const updated = copyItem(item);
  const heads = actions.filter(({ path }) => path.length > 1).map(({ path }) => String(path[0]));
  for (const head of new Set(heads)) {
    const value = item[head];
    if (value !== undefined) updated[head] = cloneValue(value);
  }
  const edits = actions.map((action) => planEdit(action, item, updated));
  const sets = edits.filter(({ value }) => value !== undefined);
  const removals = edits.filter(({ value }) => value === undefined);
  // Ascending, so that elements beyond the end of a list are appended in order.
  for (const edit of sets.sort(byIndex)) assign(edit);
  // Descending, so that a removal does not move the elements that others name.
  for (const edit of removals.sort(byIndex).reverse()) remove(edit, item);
  return updated;
}

function cloneValue(value: Value): Value {
  if ("L" in value) return { L: value.L.map(cloneValue) };
  if (!("M" in value)) return value;
  return { M: itemOf(Object.entries(value.M).map(([name, member]) => [name, cloneValue(member)])) };
}

function planEdit(action: Action, item: Item, updated: Item): Edit {
  const { path } = action;
  const container = valueAt(updated, path.slice(0, -1));
  const step = path.at(-1) ?? "";
  if (container === undefined || !isContainer(container, step)) throw validationError(BAD_PATH);
  return { container, step, path, value: newValue(action, item) };
}

function isContainer(value: Value, step: string | number): value is Container {
  return typeof step === "number" ? "L" in value : "M" in value;
}

function newValue(action: Action, item: Item): Value | undefined {
  switch (action.kind) {
    case "set":
      return evaluate(action.assigned, item);
    case "remove":
      return undefined;
    case "add":
      return added(valueAt(item, action.path), action.value);
    case "delete":
      return reduced(valueAt(item, action.path), action.value);
  }
}

function evaluate(assigned: Assigned, item: Item): Value {
  if (assigned.kind === "arithmetic") {
    const [left, right] = assigned.args.map((arg) => resolve(arg, item));
    return sum(left, right, assigned.operator === "-");
  }
  return resolve(assigned, item);
}

function resolve(operand: Operand, item: Item): Value {
  switch (operand.kind) {
    case "value":
      return operand.value;
    case "path": {
      const value = valueAt(item, operand.path);
      if (value === undefined) throw validationError(NO_ATTRIBUTE);
      return value;
    }
    case "call": {
      const [first, second] = operand.args;
      if (first === undefined || second === undefined) throw validationError(WRONG_TYPE);
      return operand.name === "if_not_exists"
        ? ((first.kind === "path" ? valueAt(item, first.path) : undefined) ?? resolve(second, item))
        : append(resolve(first, item), resolve(second, item));
    }
  }
}

function append(left: Value, right: Value): Value {
  if (!("L" in left) || !("L" in right)) throw validationError(WRONG_TYPE);
  return { L: [...left.L, ...right.L] };
}

function sum(left: Value | undefined, right: Value | undefined, subtract: boolean): Value {
  if (left === undefined || right === undefined) throw validationError(NO_ATTRIBUTE);
  if (!("N" in left) || !("N" in right)) throw validationError(WRONG_TYPE);
  const addend = parseDecimal(right.N);
  const total = addDecimals(parseDecimal(left.N), subtract ? negateDecimal(addend) : addend);
  return { N: formatDecimal(total) };
}

function added(existing: Value | undefined, value: Value): Value {
  if (existing === undefined) return value;
  if ("N" in value) return sum(existing, value, false);
  assertSameType(existing, value);
  const present = new Set(setMembers(existing));
  return combineSets(existing, value, (member) => !present.has(member));
}

function combineSets(left: Value, right: Value, keep: (member: string) => boolean): Value {
  if ("SS" in left && "SS" in right) return { SS: [...left.SS, ...right.SS.filter(keep)] };
  if ("NS" in left && "NS" in right) return { NS: [...left.NS, ...right.NS.filter(keep)] };
  if (!("BS" in left) || !("BS" in right)) throw validationError(WRONG_TYPE);
  const members = setMembers(right) ?? [];
  return { BS: [...left.BS, ...right.BS.filter((_, index) => keep(members[index] ?? ""))] };
}

function reduced(existing: Value | undefined, value: Value): Value | undefined {
  if (existing === undefined) return undefined;
  assertSameType(existing, value);
  const gone = new Set(setMembers(value));
  const members = setMembers(existing) ?? [];
  const kept = members.map((member) => !gone.has(member));
  if (!kept.includes(true)) return undefined;
  const keep = (_: unknown, index: number): boolean => kept[index] === true;
  if ("SS" in existing) return { SS: existing.SS.filter(keep) };
  if ("NS" in existing) return { NS: existing.NS.filter(keep) };
  return "BS" in existing ? { BS: existing.BS.filter(keep) } : undefined;
}

function assertSameType(existing: Value, value: Value): void {
  if (typeOf(existing) !== typeOf(value)) throw validationError(WRONG_TYPE);
}

function byIndex(left: Edit, right: Edit): number {
  return indexOf(left) - indexOf(right);
}

function indexOf({ step }: Edit): number {
  return typeof step === "number" ? step : 0;
}

function assign({ container, step, value }: Edit): void {
  if (value === undefined) return;
  if ("M" in container) container.M[String(step)] = value;
  else if (Number(step) < container.L.length) container.L[Number(step)] = value;
  else container.L.push(value);
}

function remove({ container, step, path }: Edit, item: Item): void {
  if ("M" in container) {
    delete container.M[String(step)];
    return;
  }
  // An index beyond the old list names nothing, though new elements may have been appended there.
  const list = valueAt(item, path.slice(0, -1));
  if (list !== undefined && childOf(list, step) !== undefined) container.L.splice(Number(step), 1);
}

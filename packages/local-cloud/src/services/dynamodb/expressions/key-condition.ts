import { invalidParameter, validationError } from "../errors.ts";
import { emptyKind } from "../item-key.ts";
import type { KeyAttribute, KeySchema } from "../table.ts";
import { typeOf, type Value } from "../value.ts";
import type { Comparator, Condition } from "./condition-parser.ts";
import type { Operand } from "./operands.ts";

/** What a key condition asks of one key attribute. */
export interface KeyPredicate {
  readonly operator: Exclude<Comparator, "<>"> | "between" | "begins_with";
  /** One value; the two bounds of `between`. */
  readonly values: readonly Value[];
}

/** What a query asks of the key attributes of a table or index. */
export interface KeyPredicates {
  readonly hash: Value;
  readonly range: KeyPredicate | undefined;
}

const MIRRORED = new Map<Comparator, KeyPredicate["operator"]>([
  ["=", "="],
  ["<", ">"],
  ["<=", ">="],
  [">", "<"],
  [">=", "<="],
]);

/**
 * Reads a parsed `KeyConditionExpression` as conditions on key attributes.
 *
 * @throws {AwsError} ValidationException: an operator, operand or combination that keys do not allow.
 */
export function collectKeyPredicates(condition: Condition): Map<string, KeyPredicate> {
  const found = new Map<string, KeyPredicate>();
  collect(condition, found);
  if (found.size > 2) throw validationError("Conditions can be of length 1 or 2 only");
  return found;
}

function collect(condition: Condition, found: Map<string, KeyPredicate>): void {
  switch (condition.kind) {
    case "and":
      collect(condition.left, found);
      collect(condition.right, found);
      return;
    case "or":
    case "not":
    case "in":
      return refuseOperator(condition.kind.toUpperCase());
    case "compare":
      return collectComparison(condition.comparator, condition.args, found);
    case "between": {
      const [subject, ...bounds] = condition.args;
      const name = subjectOf(subject, "BETWEEN");
      return note(name, { operator: "between", values: bounds.map(literal) }, found);
    }
    case "call":
      return collectCall(condition.name, condition.args, found);
  }
}

function refuseOperator(operator: string): never {
  throw validationError(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

function collectComparison(
  comparator: Comparator,
  [left, right]: readonly [Operand, Operand],
  found: Map<string, KeyPredicate>,
): void {
  const mirrored = MIRRORED.get(comparator);
  if (comparator === "<>" || mirrored === undefined) return refuseOperator("<>");
  refuseNesting([left, right]);
  if (left.kind === "path" && right.kind === "path") {
    throw validationError(
      "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
    );
  }
  if (left.kind === "path") {
    note(attributeName(left.path), { operator: comparator, values: [literal(right)] }, found);
  } else if (right.kind === "path") {
    note(attributeName(right.path), { operator: mirrored, values: [literal(left)] }, found);
  } else {
    throw validationError(
      "Invalid condition in KeyConditionExpression: No key attribute specified",
    );
  }
}

function collectCall(
  name: string,
  args: readonly Operand[],
  found: Map<string, KeyPredicate>,
): void {
  if (name !== "begins_with") return refuseOperator(name);
  refuseNesting(args);
  const [subject, prefix] = args;
  const attribute = subjectOf(subject, name);
  note(attribute, { operator: "begins_with", values: [literal(prefix)] }, found);
}

function refuseNesting(args: readonly Operand[]): void {
  if (args.some(({ kind }) => kind === "call")) {
    throw validationError("KeyConditionExpressions cannot contain nested operations");
  }
}

function subjectOf(operand: Operand | undefined, operator: string): string {
  if (operand?.kind === "path") return attributeName(operand.path);
  throw validationError(
    `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`,
  );
}

function attributeName(path: readonly (string | number)[]): string {
  if (path.length > 1) {
    throw validationError("KeyConditionExpressions cannot have conditions on nested attributes");
  }
  return String(path[0]);
}

function literal(operand: Operand | undefined): Value {
  if (operand?.kind === "value") return operand.value;
  throw validationError(
    operand?.kind === "call"
      ? "KeyConditionExpressions cannot contain nested operations"
      : "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition",
  );
}

function note(name: string, predicate: KeyPredicate, found: Map<string, KeyPredicate>): void {
  if (found.has(name)) {
    throw validationError("KeyConditionExpressions must only contain one condition per key");
  }
  found.set(name, predicate);
}

/**
 * Fits the conditions to the key of the table or index that is queried.
 *
 * @throws {AwsError} ValidationException: a key attribute is missing, has another type or operator.
 */
export function fitToKey(
  predicates: ReadonlyMap<string, KeyPredicate>,
  key: KeySchema,
): KeyPredicates {
  const hash = predicates.get(key.hash.name);
  if (hash === undefined) throw missingKey(key.hash.name);
  const range = key.range === undefined ? undefined : predicates.get(key.range.name);
  if (predicates.size === 2 && range === undefined) {
    if (key.range === undefined) throw validationError("Query key condition not supported");
    throw missingKey(key.range.name);
  }
  assertValues(hash, key.hash);
  const [value] = hash.values;
  if (hash.operator !== "=" || value === undefined) {
    throw validationError("Query key condition not supported");
  }
  if (range !== undefined && key.range !== undefined) assertValues(range, key.range);
  return { hash: value, range };
}

function missingKey(name: string): Error {
  return validationError(`Query condition missed key schema element: ${name}`);
}

function assertValues({ values }: KeyPredicate, { name, type }: KeyAttribute): void {
  if (!values.every((value) => typeOf(value) === type)) {
    throw invalidParameter("Condition parameter type does not match schema type");
  }
  const empty = values.map(emptyKind).find((kind) => kind !== undefined);
  if (empty === undefined) return;
  throw validationError(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${empty} value. Key: ${name}`,
  );
}

import { createRequire } from "node:module";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../../errors.ts";
import { parseItem } from "../value.ts";
import { parseCondition } from "./condition-parser.ts";
import { satisfies } from "./evaluate.ts";
import { readPlaceholders } from "./placeholders.ts";

type Attributes = Record<string, AttributeValue>;

// dynalite's messages were checked against AWS by its authors: it is the reference for ours.
const load = createRequire(import.meta.url);
const reference = load("dynalite/validations") as {
  validateExpressions(data: object): string | undefined;
};
const evaluator = load("dynalite/db") as {
  matchesExprFilter(item: object, expression: object): unknown;
};

const NAMES = { "#a": "a", "#m": "m" };
const VALUES: Attributes = {
  ":n1": { N: "1" },
  ":n2": { N: "2.50" },
  ":s1": { S: "abc" },
  ":s2": { S: "b" },
  ":set": { SS: ["abc", "b"] },
  ":type": { S: "N" },
  ":yes": { BOOL: true },
};

const operand = fc.constantFrom("a", "b", "#a", "m.x", "#m.y[0]", "l[1]", ...Object.keys(VALUES));
const path = fc.constantFrom("a", "b", "#a", "m.x", "m.y[0]", "l[0]", "tags", "absent");
const bound = fc.constantFrom(":n1", ":n2", ":s1", ":s2");
const literal = fc.constantFrom(...Object.keys(VALUES));
const comparator = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");
const call = fc.oneof(
  fc.tuple(fc.constantFrom("attribute_exists", "attribute_not_exists"), path),
  fc.tuple(fc.constantFrom("begins_with", "contains"), path, fc.constantFrom(":s1", ":s2", ":n1")),
  fc.tuple(fc.constant("attribute_type"), path, fc.constant(":type")),
  // What does not fit: unknown functions, wrong numbers and types of operands.
  fc.tuple(fc.constantFrom("contains", "size", "nope", "attribute_exists"), operand, operand),
);
const callText = call.map(([name, ...args]) => `${name}(${args.join(", ")})`);
const sized = fc.oneof(
  { arbitrary: operand, weight: 5 },
  { arbitrary: path.map((text) => `size(${text})`), weight: 1 },
  { arbitrary: callText, weight: 1 },
);
const simple = fc.oneof(
  fc.tuple(sized, comparator, operand).map((parts) => parts.join(" ")),
  // The reference crashes on a bound or an option that the item lacks.
  fc.tuple(operand, bound, bound).map(([x, y, z]) => `${x} BETWEEN ${y} AND ${z}`),
  fc.tuple(operand, literal, literal).map(([x, y, z]) => `${x} in (${y},${z})`),
  callText,
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthIdentifier: "condition" },
    simple,
    fc
      .tuple(tie("condition"), fc.constantFrom("AND", "or"), tie("condition"))
      .map((parts) => parts.join(" ")),
    tie("condition").map((inner) => `(${inner})`),
    simple.map((inner) => `NOT ${inner}`),
    tie("condition").map((inner) => `NOT (${inner})`),
    fc.constantFrom("name = :n1", "a = :unknown", "#unknown = :n1", "a =", "a b", ":n1"),
  ),
}));

// The reference also orders sets and booleans, which have no order: they are not compared by it.
const leaf = fc.constantFrom<AttributeValue>({ N: "1" }, { N: "2.5" }, { S: "abc" }, { S: "b" });
// Two absent operands are equal to the reference, and not to AWS: all but `absent` is there.
const item = fc.record({
  a: leaf,
  b: leaf,
  tags: fc.constantFrom<AttributeValue>({ SS: ["b", "abc"] }, { NS: ["1"] }, { BOOL: true }),
  l: fc.tuple(leaf, leaf).map((L) => ({ L })),
  m: fc.record({ x: leaf, y: fc.record({ L: fc.tuple(leaf) }) }).map((M) => ({ M })),
});

function usedIn<T>(source: string, placeholders: Record<string, T>): Record<string, T> | undefined {
  const used = Object.entries(placeholders).filter(([key]) =>
    new RegExp(`${key}(?![0-9a-zA-Z_])`).test(source),
  );
  return used.length === 0 ? undefined : Object.fromEntries(used);
}

function ours(source: string, attributes: Attributes): string | boolean {
  try {
    const placeholders = readPlaceholders({
      ExpressionAttributeNames: usedIn(source, NAMES),
      ExpressionAttributeValues: usedIn(source, VALUES),
    });
    const parsed = parseCondition(source, "ConditionExpression", placeholders);
    placeholders.assertAllUsed();
    return satisfies(parsed.condition, parseItem(attributes));
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

function theirs(source: string, attributes: Attributes): string | boolean {
  const request: Record<string, unknown> & { _condition?: { expression: object } } = {
    ConditionExpression: source,
    ExpressionAttributeNames: usedIn(source, NAMES),
    ExpressionAttributeValues: structuredClone(usedIn(source, VALUES)),
  };
  const message = reference.validateExpressions(request);
  if (message !== undefined) return message;
  return Boolean(evaluator.matchesExprFilter(attributes, request._condition!.expression));
}

/** The reference words syntax errors in its parser's way. */
function unworded(answer: string | boolean): string | boolean {
  return String(answer).includes("Syntax error") ? "Syntax error" : answer;
}

/** The reference lets literals that have no order be compared. */
function isOrderFault(answer: string | boolean): boolean {
  return /operator or function: (<|>|<=|>=|BETWEEN), operand type/.test(String(answer));
}

describe("conditions", () => {
  test("are judged as the reference judges them, errors included", () => {
    fc.assert(
      fc.property(condition, item, (source, attributes) => {
        const mine = ours(source, attributes);
        fc.pre(!isOrderFault(mine));
        expect(unworded(mine)).toBe(unworded(theirs(source, attributes)));
      }),
      { numRuns: 2000 },
    );
  });

  test("never crash on any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom("(", ")", "NOT", "AND", "a", "=", ":n1", ",", "size", "[", "."))
            .map((words) => words.join(" ")),
        ),
        (source) => {
          expect(["string", "boolean"]).toContain(typeof ours(source, {}));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each(["(", "NOT ", "a = :n1 AND (", "size(", "contains(a, "])(
    "are refused when %j is repeated to the limit of 4 KB",
    (piece) => {
      const source = piece.repeat(Math.floor(4096 / piece.length));
      expect(ours(source, {})).toMatch(/^Invalid ConditionExpression: /);
      expect(ours(source + piece, {})).toMatch(/Expression size has exceeded|Syntax error/);
    },
  );

  test("compare a set with itself in any order", () => {
    expect(ours("a = :set", { a: { SS: ["b", "abc"] } })).toBe(true);
  });

  test("never compare values of different types, but find them unequal", () => {
    const attributes: Attributes = { a: { S: "1" } };
    expect(ours("a > :n1 OR a <= :n1 OR a = :n1", attributes)).toBe(false);
    expect(ours("a <> :n1", attributes)).toBe(true);
  });
});

import { createRequire } from "node:module";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../../errors.ts";
import { parseItem, type Item } from "../value.ts";
import { applyUpdate } from "./apply-update.ts";
import { readPlaceholders } from "./placeholders.ts";
import { parseUpdate, type ParsedUpdate } from "./update-parser.ts";

type Attributes = Record<string, AttributeValue>;

// dynalite's messages were checked against AWS by its authors: it is the reference for ours.
const reference = createRequire(import.meta.url)("dynalite/validations") as {
  validateExpressions(data: object): string | undefined;
};

const VALUES: Attributes = {
  ":n": { N: "2" },
  ":s": { S: "s" },
  ":set": { NS: ["1", "2"] },
  ":list": { L: [{ S: "x" }] },
};
const NAMES = { "#a": "a", "#n": "name" };

const path = fc.constantFrom("a", "b", "#a", "#n", "m.x", "m.y[0]", "l[0]", "l[1]", "l", "name");
const value = fc.constantFrom(...Object.keys(VALUES), ":unknown");
const operand = fc.oneof(path, value);
const term = fc.oneof(
  { arbitrary: operand, weight: 4 },
  fc
    .tuple(fc.constantFrom("if_not_exists", "list_append", "nope"), operand, operand)
    .map(([name, ...args]) => `${name}(${args.join(", ")})`),
  operand.map((only) => `list_append(${only})`),
);
const set = fc
  .tuple(path, term, fc.constantFrom("", "+", "-"), term)
  .map(([target, left, sign, right]) =>
    sign === "" ? `${target} = ${left}` : `${target} = ${left} ${sign} ${right}`,
  );
const clauses = (clause: fc.Arbitrary<string>) =>
  fc.array(clause, { minLength: 1, maxLength: 3 }).map((all) => all.join(", "));
const section = fc.oneof(
  clauses(set).map((text) => `SET ${text}`),
  clauses(path).map((text) => `remove ${text}`),
  clauses(fc.tuple(path, value).map((pair) => pair.join(" "))).map((text) => `ADD ${text}`),
  clauses(fc.tuple(path, value).map((pair) => pair.join(" "))).map((text) => `DELETE ${text}`),
);
const expression = fc
  .array(section, { minLength: 1, maxLength: 3 })
  .map((sections) => sections.join(" "));

function usedIn<T>(source: string, placeholders: Record<string, T>): Record<string, T> | undefined {
  const used = Object.entries(placeholders).filter(([key]) =>
    new RegExp(`${key}(?![0-9a-zA-Z_])`).test(source),
  );
  return used.length === 0 ? undefined : Object.fromEntries(used);
}

function parse(source: string, values: Attributes = VALUES): ParsedUpdate {
  const placeholders = readPlaceholders({
    ExpressionAttributeNames: usedIn(source, NAMES),
    ExpressionAttributeValues: usedIn(source, values),
  });
  const parsed = parseUpdate(source, placeholders);
  placeholders.assertAllUsed();
  return parsed;
}

function faultOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

function update(source: string, attributes: Attributes, values: Attributes = VALUES): Item {
  return applyUpdate(parseItem(attributes), parse(source, values));
}

describe("parseUpdate", () => {
  test("finds the faults that the reference finds", () => {
    let faulty = 0;
    fc.assert(
      fc.property(expression, (source) => {
        const theirs = reference.validateExpressions({
          UpdateExpression: source,
          ExpressionAttributeNames: usedIn(source, NAMES),
          ExpressionAttributeValues: structuredClone(usedIn(source, VALUES)),
        });
        if (theirs !== undefined) faulty += 1;
        expect(faultOf(() => parse(source))).toBe(theirs);
      }),
      { numRuns: 2000 },
    );
    expect(faulty).toBeGreaterThan(500);
    expect(faulty).toBeLessThan(2000);
  });

  test("never crashes on any text", () => {
    const words = fc.constantFrom(
      "SET",
      "a",
      "=",
      ":n",
      "+",
      "(",
      ")",
      ",",
      "REMOVE",
      "if_not_exists",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join(" ")),
        ),
        (source) => {
          expect(["string", "undefined"]).toContain(typeof faultOf(() => parse(source)));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test.each(["SET a = ((", "SET a = if_not_exists(a, "])("refuses %j without end", (start) => {
    const source = start + "(".repeat(4096 - start.length);
    expect(faultOf(() => parse(source))).toMatch(/^Invalid UpdateExpression: /);
  });
});

describe("applyUpdate", () => {
  test("never changes the item that it is given", () => {
    const attributes: Attributes = {
      a: { N: "1" },
      b: { NS: ["1"] },
      l: { L: [{ N: "1" }, { N: "2" }] },
      m: { M: { x: { S: "x" }, y: { L: [{ S: "y" }] } } },
      name: { S: "n" },
    };
    fc.assert(
      fc.property(expression, (source) => {
        const parsed = faultOf(() => parse(source)) === undefined ? parse(source) : undefined;
        fc.pre(parsed !== undefined);
        const item = parseItem(attributes);
        faultOf(() => parsed && applyUpdate(item, parsed));
        expect(item).toEqual(parseItem(attributes));
      }),
      { numRuns: 500 },
    );
  });

  test("assigns from the item as it was", () => {
    expect(update("SET a = b, b = a", { a: { N: "1" }, b: { N: "2" } })).toEqual({
      a: { N: "2" },
      b: { N: "1" },
    });
  });

  test("removes list elements by their old index, in any order", () => {
    const l = { L: ["0", "1", "2", "3"].map((S) => ({ S })) };
    expect(update("REMOVE l[0], l[2], l[9]", { l })).toEqual({
      l: { L: [{ S: "1" }, { S: "3" }] },
    });
    expect(update("REMOVE l[2], l[0]", { l })).toEqual({ l: { L: [{ S: "1" }, { S: "3" }] } });
  });

  test("appends elements beyond the end in the order of their index", () => {
    const updated = update("SET l[8] = :n, l[5] = :s REMOVE l[0]", { l: { L: [{ S: "0" }] } });
    expect(updated).toEqual({ l: { L: [{ S: "s" }, { N: "2" }] } });
  });

  test("concatenates lists, and takes a default for what is absent", () => {
    const updated = update("SET l = list_append(if_not_exists(l, :list), :list)", {});
    expect(updated).toEqual({ l: { L: [{ S: "x" }, { S: "x" }] } });
  });

  test("adds and deletes members of sets", () => {
    expect(update("ADD b :set", { b: { NS: ["2", "3"] } })).toEqual({ b: { NS: ["2", "3", "1"] } });
    expect(update("DELETE b :set", { b: { NS: ["2", "3"] } })).toEqual({ b: { NS: ["3"] } });
    expect(update("DELETE b :set", { b: { NS: ["2", "1"] } })).toEqual({});
    const blob = { ":blob": { BS: [Uint8Array.of(1), Uint8Array.of(2)] } };
    expect(update("ADD b :blob", { b: { BS: [Uint8Array.of(2)] } }, blob)).toEqual({
      b: { BS: [Uint8Array.of(2), Uint8Array.of(1)] },
    });
  });

  test("counts from nothing", () => {
    expect(update("ADD a :n", {})).toEqual({ a: { N: "2" } });
    expect(update("ADD a :n", { a: { N: "0.5" } })).toEqual({ a: { N: "2.5" } });
  });

  test.each([
    ["SET a = b + :n", { b: { S: "x" } }],
    ["ADD a :set", { a: { SS: ["x"] } }],
    ["DELETE a :set", { a: { N: "1" } }],
    ["SET a = list_append(b, :list)", { b: { S: "x" } }],
  ])("refuses %s of the wrong type", (source, attributes) => {
    expect(() => update(source, attributes as Attributes)).toThrow(
      "An operand in the update expression has an incorrect data type",
    );
  });

  test.each(["SET m.x = :n", "SET l[0] = :n", "REMOVE m.x", "ADD m.x :n", "SET a.x = :n"])(
    "refuses %s where there is no such document",
    (source) => {
      expect(() => update(source, { a: { S: "scalar" } })).toThrow(
        "The document path provided in the update expression is invalid for update",
      );
    },
  );
});

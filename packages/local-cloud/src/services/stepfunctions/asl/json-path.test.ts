import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { StateError } from "./errors.ts";
import type { Json } from "./json.ts";
import { applyResultPath, compilePath, findPath, readPath } from "./json-path.ts";

const INPUT: Json = {
  order: {
    id: "o-1",
    lines: [
      { sku: "a", price: 5 },
      { sku: "b", price: 20 },
    ],
  },
  "odd key": { "it's": 1 },
};

function find(path: string, input: Json = INPUT): Json | undefined {
  return findPath(path, {
    input,
    context: { Execution: { Name: "run" } },
    variable: (name) => (name === "total" ? { cents: 25 } : undefined),
  });
}

const PATH_CHARACTERS = Array.from("$.[]*?@()'\"ab01:,-~^");

function outcomeOf(path: string): string {
  try {
    find(path);
    return "found";
  } catch (error) {
    return error instanceof StateError ? error.error : String(error);
  }
}

describe("findPath", () => {
  test.each([
    ["$", INPUT],
    ["$.order.id", "o-1"],
    ["$.order.lines[1].sku", "b"],
    ["$.order.lines[-1].price", 20],
    ["$['odd key']['it\\'s']", 1],
    ['$["order"]["id"]', "o-1"],
    ["$$.Execution.Name", "run"],
    ["$total.cents", 25],
    ["$.order.lines[*].sku", ["a", "b"]],
    ["$..price", [5, 20]],
    ["$.order.lines[?(@.price > 10)].sku", ["b"]],
    ["$.order.lines[?(@.price < 10 && @.sku == 'a')]", [{ sku: "a", price: 5 }]],
    ["$.order.lines[0:1]", [{ sku: "a", price: 5 }]],
    ["$.order.lines[?(@.price > 100)]", []],
  ])("reads %s", (path, value) => {
    expect(find(path)).toEqual(value);
  });

  test.each([
    "$.missing",
    "$.order.id.length",
    "$.order.lines[7]",
    "$unknown",
    "$.__proto__",
    "$.toString",
  ])("finds nothing at %s", (path) => {
    expect(find(path)).toBeUndefined();
  });

  test.each(["order", "", "$.", "$..", "$[", "$.a[?(", "$.a^", "$x y", "$.a['b", "$.a[]"])(
    "refuses %j as no path",
    (path) => {
      expect(() => compilePath(path)).toThrow(SyntaxError);
    },
  );

  test.each([
    "$[?(this.constructor.constructor('globalThis.hacked = 1')())]",
    "$[?(@.x = 1)]",
    "$[?(@.toString())]",
    "$[(@.length-1)].x()",
  ])("refuses code in a filter: %s", (attack) => {
    expect(() => find(attack, [1])).toThrow(expect.objectContaining({ error: "States.Runtime" }));
    expect("hacked" in globalThis).toBe(false);
  });

  test("names path, field and input when nothing is there", () => {
    const scope = { input: { a: 1 }, context: {}, variable: () => undefined };
    expect(() => readPath("$.b", scope, "x.$")).toThrow(
      `The JSONPath '$.b' specified for the field 'x.$' could not be found in the input '{"a":1}'`,
    );
  });

  test("reads back any member it can name", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (name, value) => {
        const quoted = name.replaceAll(/['\\]/gu, (character) => `\\${character}`);
        const made: Json = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
        expect(find(`$['${quoted}']`, made)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("answers or refuses any text as a path, and never breaks otherwise", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...PATH_CHARACTERS) }), (text) => {
        expect(["found", "States.Runtime"]).toContain(outcomeOf(`$${text}`));
      }),
      { numRuns: 500 },
    );
  });
});

describe("applyResultPath", () => {
  test.each([
    [undefined, { r: 1 }],
    ["$", { r: 1 }],
    [null, { a: { b: 1 } }],
    ["$.c", { a: { b: 1 }, c: { r: 1 } }],
    ["$.a.b", { a: { b: { r: 1 } } }],
    ["$.x.y", { a: { b: 1 }, x: { y: { r: 1 } } }],
  ])("puts the result at %j", (path, output) => {
    expect(applyResultPath(path, { a: { b: 1 } }, { r: 1 })).toEqual(output);
  });

  test("refuses a place inside something that is no object", () => {
    expect(() => applyResultPath("$.a.b.c", { a: { b: 1 } }, 1)).toThrow(
      expect.objectContaining({ error: "States.ResultPathMatchFailure" }),
    );
  });

  test("keeps a prototype key as plain data", () => {
    const output = applyResultPath("$['__proto__']", {}, { polluted: true });
    expect(Object.getPrototypeOf(output)).toBe(Object.prototype);
    expect(JSON.stringify(output)).toBe('{"__proto__":{"polluted":true}}');
  });
});

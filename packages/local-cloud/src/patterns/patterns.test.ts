import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePattern, parsePattern } from "./compile.ts";
import { matches } from "./match.ts";

function match(pattern: unknown, event: unknown): boolean {
  return matches(compilePattern(pattern), event);
}

describe("a pattern", () => {
  test.each<[string, unknown, unknown, boolean]>([
    ["a value", { a: ["x"] }, { a: "x" }, true],
    ["another value", { a: ["x"] }, { a: "y" }, false],
    ["one of several values", { a: ["x", "y"] }, { a: "y" }, true],
    ["a missing field", { a: ["x"] }, {}, false],
    ["all of its fields", { a: ["x"], b: ["y"] }, { a: "x", b: "z" }, false],
    ["a nested field", { a: { b: ["x"] } }, { a: { b: "x" } }, true],
    ["names by case", { A: ["x"] }, { a: "x" }, false],
    ["dotted names of the pattern", { "a.b": ["x"] }, { a: { b: "x" } }, true],
    ["dotted names of the event", { a: { b: ["x"] } }, { "a.b": "x" }, true],
    ["null", { a: [null] }, { a: null }, true],
    ["null against text", { a: [null] }, { a: "" }, false],
    ["null against an empty array", { a: [null] }, { a: [] }, false],
    ["booleans", { a: [true] }, { a: true }, true],
    ["booleans against text", { a: [true] }, { a: "true" }, false],
    ["the empty text", { a: [""] }, { a: "" }, true],
    ["numbers by value", { a: [300] }, { a: 300.0 }, true],
    ["numbers against text", { a: [5] }, { a: "5" }, false],
    ["an element of an array", { a: ["x"] }, { a: ["y", "x"] }, true],
    [
      "one element for all fields",
      { a: { x: [1], y: [4] } },
      {
        a: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
      false,
    ],
    [
      "one element that has all fields",
      { a: { x: [3], y: [4] } },
      {
        a: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
      true,
    ],
    ["a prefix", { a: [{ prefix: "ab" }] }, { a: "abc" }, true],
    [
      "a prefix whatever its case",
      { a: [{ prefix: { "equals-ignore-case": "AB" } }] },
      { a: "abc" },
      true,
    ],
    ["a suffix", { a: [{ suffix: ".png" }] }, { a: "x.png" }, true],
    [
      "a suffix whatever its case",
      { a: [{ suffix: { "equals-ignore-case": ".PNG" } }] },
      { a: "x.png" },
      true,
    ],
    ["text whatever its case", { a: [{ "equals-ignore-case": "aLpHa" }] }, { a: "AlPhA" }, true],
    ["a wildcard", { a: [{ wildcard: "*/dir/*.png" }] }, { a: "x/dir/y.png" }, true],
    [
      "a wildcard that does not fit",
      { a: [{ wildcard: "*/dir/*.png" }] },
      { a: "x/dirt/y.png" },
      false,
    ],
    ["an escaped wildcard", { a: [{ wildcard: String.raw`a\*b` }] }, { a: "a*b" }, true],
    ["an escaped wildcard literally", { a: [{ wildcard: String.raw`a\*b` }] }, { a: "axb" }, false],
    ["a number in a range", { a: [{ numeric: [">", 0, "<=", 5] }] }, { a: 5 }, true],
    ["a number out of a range", { a: [{ numeric: [">", 0, "<=", 5] }] }, { a: 0 }, false],
    ["an equal number", { a: [{ numeric: ["=", 301.8] }] }, { a: 3.018e2 }, true],
    ["text against a range", { a: [{ numeric: ["=", 5] }] }, { a: "5" }, false],
    ["null against a range", { a: [{ numeric: ["=", 5] }] }, { a: null }, false],
    ["an address", { a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.0.255" }, true],
    ["an address elsewhere", { a: [{ cidr: "10.0.0.0/24" }] }, { a: "10.0.1.0" }, false],
    ["an IPv6 address", { a: [{ cidr: "2001:db8::/32" }] }, { a: "2001:db8:1::1" }, true],
    ["what is no address", { a: [{ cidr: "10.0.0.0/24" }] }, { a: "ten" }, false],
    ["a field that is there", { a: [{ exists: true }] }, { a: null }, true],
    ["a field that should not be there", { a: [{ exists: false }] }, { a: 1 }, false],
    ["an absent field", { a: [{ exists: false }] }, { b: 1 }, true],
    ["an object, which is no leaf", { a: [{ exists: true }] }, { a: { b: 1 } }, false],
    ["an empty array as absent", { a: [{ exists: false }] }, { a: [] }, true],
    ["absence or a value", { a: [{ exists: false }, "x"] }, {}, true],
    ["anything but a text", { a: [{ "anything-but": "x" }] }, { a: "y" }, true],
    ["anything but that text", { a: [{ "anything-but": "x" }] }, { a: "x" }, false],
    ["anything but a text with null", { a: [{ "anything-but": "x" }] }, { a: null }, true],
    ["anything but a text with nothing", { a: [{ "anything-but": "x" }] }, {}, false],
    ["anything but a list", { a: [{ "anything-but": [1, 2] }] }, { a: 3 }, true],
    ["anything but one of a list", { a: [{ "anything-but": [1, 2] }] }, { a: 2 }, false],
    ["anything but a prefix", { a: [{ "anything-but": { prefix: "in" } }] }, { a: "init" }, false],
    [
      "anything but a prefix with a number",
      { a: [{ "anything-but": { prefix: "in" } }] },
      { a: 1 },
      true,
    ],
    [
      "anything but suffixes",
      { a: [{ "anything-but": { suffix: [".a", ".b"] } }] },
      { a: "x.b" },
      false,
    ],
    [
      "anything but whatever case",
      { a: [{ "anything-but": { "equals-ignore-case": ["X"] } }] },
      { a: "x" },
      false,
    ],
    [
      "anything but a wildcard",
      { a: [{ "anything-but": { wildcard: "*/x/*" } }] },
      { a: "a/x/b" },
      false,
    ],
    ["either side of $or", { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, true],
    ["neither side of $or", { $or: [{ a: [1] }, { b: [2] }] }, { a: 2, b: 1 }, false],
    ["$or with what stands beside it", { c: [3], $or: [{ a: [1] }, { b: [2] }] }, { a: 1 }, false],
    [
      "a nested $or",
      { d: { $or: [{ a: [1] }, { b: [{ exists: false }] }] } },
      { d: { b: 1, a: 1 } },
      true,
    ],
    [
      "prototype names as any other",
      { __proto__x: ["x"], constructor: ["y"] },
      { __proto__x: "x", constructor: "y" },
      true,
    ],
  ])("tells about %s", (_title, pattern, event, expected) => {
    expect(match(pattern, event)).toBe(expected);
  });

  // Reasons that EventBridge gives.
  test.each<[unknown, string]>([
    [{ int: 42 }, '"int" must be an object or an array'],
    [["x"], "Filter is not an object"],
    [{ a: [] }, "Empty arrays are not allowed"],
    [{ a: {} }, "Empty objects are not allowed"],
    [{ a: [["x"]] }, "Match value must be String, number, true, false, or null"],
    [{ a: [{ NUMERIC: ["=", 5] }] }, "Unrecognized match type NUMERIC"],
    [{ a: [{ EXISTS: true }] }, "Unrecognized match type EXISTS"],
    [{ a: [{ numeric: [">", 0, ">", 0] }] }, "Bad numeric range operator: >"],
    [{ a: [{ numeric: [">", 0, "<"] }] }, "Value of < must be numeric"],
    [{ a: [{ numeric: [">", 3, "<", 1] }] }, "Bottom must be less than top"],
    [{ a: [{ numeric: [] }] }, "Invalid member in numeric match: ]"],
    [{ a: [{ prefix: 123 }] }, "prefix match pattern must be a string"],
    [{ a: [{ suffix: [".png"] }] }, "suffix match pattern must be a string"],
    [{ a: [{ wildcard: 123 }] }, "wildcard match pattern must be a string"],
    [
      { a: [{ wildcard: "arn:aws:events:us-east-1:**:event-bus/*" }] },
      "Consecutive wildcard characters at pos 26",
    ],
    [{ a: [{ "equals-ignore-case": ["x"] }] }, "equals-ignore-case match pattern must be a string"],
    [{ a: [{ cidr: "10.0.0.0" }] }, "Malformed CIDR, one '/' required"],
    [{ a: [{ cidr: "10.0.0.0/xx" }] }, "Malformed CIDR, mask bits must be an integer"],
    [{ a: [{ cidr: "xx.11.xx/8" }] }, "Nonstandard IP address: xx.11.xx"],
    [{ a: [{ "anything-but": { prefix: 123 } }] }, "prefix/suffix match pattern must be a string"],
    [{ a: [{ "anything-but": { wildcard: [123] } }] }, "wildcard match pattern must be a string"],
    [
      { a: [{ "anything-but": { "equals-ignore-case": 123 } }] },
      "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    ],
    [
      { a: [{ "anything-but": { prefix: { "equals-ignore-case": "x" } } }] },
      "Value of anything-but must be an array or single string/number value.",
    ],
    [{ $or: [{ a: [1] }] }, "There must have at least 2 Objects in $or relationship."],
  ])("%j is not valid", (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(reason);
  });

  test("is not valid when its text is no JSON", () => {
    expect(() => parsePattern("{'bad': 'quotation'}")).toThrow(/JSON/);
  });

  test("that is nested without end is refused, not followed", () => {
    expect(() => parsePattern('{"a":'.repeat(5000) + "[1]" + "}".repeat(5000))).toThrow(
      /too deeply/,
    );
  });
});

test("an event that is nested without end is looked at to a depth, and does no harm", () => {
  let event: unknown = "x";
  for (let depth = 0; depth < 100_000; depth += 1) event = { a: event };
  expect(match({ b: ["x"] }, { a: event, b: "x" })).toBe(true);
});

const key = fc.stringMatching(/^[a-z]{1,4}$/).filter((name) => name !== "or");
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const event = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
  object: fc.dictionary<unknown>(key, tie("value"), { minKeys: 1, maxKeys: 4 }),
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    tie("object"),
    fc.array(scalar, { minLength: 1, maxLength: 3 }),
  ),
})).object;

/** A pattern that asks for every value of an event. */
function patternOf(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (Array.isArray(member)) return [name, member];
      if (typeof member === "object" && member !== null)
        return [name, patternOf(member as Record<string, unknown>)];
      return [name, [member]];
    }),
  );
}

describe("any event", () => {
  test("matches the pattern of its own values, and no longer once one is excluded", () => {
    fc.assert(
      fc.property(event, (any) => {
        const pattern = patternOf(any);
        expect(match(pattern, any)).toBe(true);
        expect(match({ ...pattern, absent: ["x"] }, { ...any, absent: undefined })).toBe(false);
      }),
    );
  });

  test("matches a wildcard exactly as it matches the regular expression", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
    const value = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    fc.assert(
      fc.property(text, value, (wild, a) => {
        const wildcard = wild.replaceAll(/\*+/g, "*");
        const expression = new RegExp(`^${wildcard.replaceAll("*", ".*")}$`);
        expect(match({ a: [{ wildcard }] }, { a })).toBe(expression.test(a));
      }),
    );
  });

  test("is matched against a hostile wildcard in no time", () => {
    const wildcard = `${"*a".repeat(50)}*b`;
    expect(match({ a: [{ wildcard }] }, { a: "a".repeat(200_000) })).toBe(false);
  });

  test("is in a numeric range exactly when its number is", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (low, high, a) => {
        fc.pre(low < high);
        const inside = match({ a: [{ numeric: [">=", low, "<", high] }] }, { a });
        expect(inside).toBe(a >= low && a < high);
      }),
    );
  });

  test("is matched by anything-but exactly when it is not matched by the value", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, value) => {
        expect(match({ a: [{ "anything-but": value }] }, { a })).toBe(
          !match({ a: [value] }, { a }),
        );
      }),
    );
  });
});

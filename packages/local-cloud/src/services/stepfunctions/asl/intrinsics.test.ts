import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateIntrinsic } from "./intrinsics.ts";
import type { Json } from "./json.ts";
import { SeededRandom } from "./random.ts";

function run(call: string, input: Json = {}): Json {
  const random = new SeededRandom("seed");
  return evaluateIntrinsic(call, { input, context: {}, variable: () => undefined, random });
}

const INTRINSIC_FAILURE = expect.objectContaining({ error: "States.IntrinsicFailure" });

describe("evaluateIntrinsic", () => {
  const input = {
    name: "Ada",
    n: [1, 2, 3, 4, 5],
    dup: [1, "1", 1, { a: 1 }, { a: 1 }],
    json: '{"a":[1]}',
    left: { a: 1, b: 2 },
    right: { b: 3 },
  };
  test.each<[string, Json]>([
    ["States.Format('Hello {}, you are {}', $.name, 36)", "Hello Ada, you are 36"],
    ["States.Format('\\{{}\\} it\\'s', $.name)", "{Ada} it's"],
    ["States.Format('{}', $.left)", '{"a":1,"b":2}'],
    ["States.StringToJson($.json)", { a: [1] }],
    ["States.JsonToString($.left)", '{"a":1,"b":2}'],
    ["States.Array(1, 'x', null, true, $.right)", [1, "x", null, true, { b: 3 }]],
    ["States.Array()", []],
    ["States.ArrayPartition($.n, 2)", [[1, 2], [3, 4], [5]]],
    ["States.ArrayContains($.dup, $.dup[3])", true],
    ["States.ArrayContains($.n, 9)", false],
    ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
    ["States.ArrayRange(3, 1, -1)", [3, 2, 1]],
    ["States.ArrayGetItem($.n, 4)", 5],
    ["States.ArrayLength($.n)", 5],
    ["States.ArrayUnique($.dup)", [1, "1", { a: 1 }]],
    ["States.Base64Encode('Data to encode')", "RGF0YSB0byBlbmNvZGU="],
    ["States.Base64Decode('RGVjb2RlZCBkYXRh')", "Decoded data"],
    ["States.Hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["States.JsonMerge($.left, $.right, false)", { a: 1, b: 3 }],
    ["States.MathAdd(111, -1)", 110],
    ["States.StringSplit('1,2,+3', '+,')", ["1", "2", "3"]],
    ["States.Array(States.MathAdd(States.ArrayLength($.n), 1), 'a, b)')", [6, "a, b)"]],
  ])("%s", (call, value) => {
    expect(run(call, input)).toEqual(value);
  });

  test("States.UUID makes a version 4 UUID", () => {
    expect(run("States.UUID()")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
    );
  });

  test("States.MathRandom stays in its range, and repeats itself for a seed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer(),
        (from, width, seed) => {
          const call = `States.MathRandom(${from}, ${from + width}, ${seed})`;
          const value = Number(run(call));
          expect(value).toBeGreaterThanOrEqual(from);
          expect(value).toBeLessThan(from + width);
          expect(run(call)).toBe(value);
        },
      ),
    );
  });

  test.each([
    "States.ArrayRange(1, 2000, 1)",
    "States.ArrayRange(1, 2, 0)",
    "States.ArrayGetItem($.n, 5)",
    "States.ArrayPartition($.n, 0)",
    "States.ArrayLength($.name)",
    "States.StringToJson('nope')",
    "States.JsonMerge($.left, $.right, true)",
    "States.Hash('x', 'CRC')",
    "States.Format('{} {}', 1)",
    "States.Nope()",
    "States.Format(",
    "States.UUID(1)",
    "Format('x')",
  ])("fails %s", (call) => {
    expect(() => run(call, input)).toThrow(INTRINSIC_FAILURE);
  });

  test("a path in it that points at nothing is a runtime error", () => {
    expect(() => run("States.Format('{}', $.nope)")).toThrow(
      expect.objectContaining({ error: "States.Runtime" }),
    );
  });

  test("refuses calls nested more than ten deep", () => {
    const nested = "States.Array(".repeat(11) + ")".repeat(11);
    expect(() => run(nested)).toThrow(INTRINSIC_FAILURE);
  });

  test("keeps any text through a format, an encoding and a JSON round trip", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: "grapheme" }), (text) => {
        expect(run("States.Format('{}', $)", text)).toBe(text);
        expect(run("States.Base64Decode(States.Base64Encode($))", text)).toBe(text);
        expect(run("States.StringToJson(States.JsonToString($))", text)).toBe(text);
        const literal = text.replaceAll(/['\\{}]/gu, (character) => `\\${character}`);
        expect(run(`States.Format('${literal}')`)).toBe(text);
        expect(run(`States.ArrayGetItem(States.Array('${literal}'), 0)`)).toBe(text);
      }),
    );
  });
});

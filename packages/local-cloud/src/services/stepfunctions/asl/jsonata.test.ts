import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "./json.ts";
import { evaluateJsonata, fillJsonata } from "./jsonata.ts";
import { SeededRandom } from "./random.ts";
import { NOON } from "./test-machine.ts";

function scope(input: Json = {}) {
  return {
    states: { input, context: { Execution: { Name: "run" } } },
    variables: { total: 25 },
    random: new SeededRandom("seed"),
    nowMs: NOON,
  };
}

const evaluate = (source: string, input?: Json) => evaluateJsonata(source, scope(input), "Output");

describe("evaluateJsonata", () => {
  test.each<[string, Json]>([
    ["$states.input.a + $total", 26],
    ["$states.context.Execution.Name", "run"],
    ["$partition([1,2,3,4,5], 2)", [[1, 2], [3, 4], [5]]],
    ["$range(0, 10, 5)", [0, 5, 10]],
    ["$hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["$parse('{\"a\": [1]}').a", [1]],
    ["$random(7) = $random(7)", true],
    ["$random() < 1", true],
    ["$length($uuid())", 36],
    ["$now()", "2026-01-01T12:00:00.000Z"],
    ["$now('[Y0001]')", "2026"],
    ["$millis()", NOON],
    ["$states.input.list[x > 1].x", [2, 3]],
    ["{'list': $states.input.list.x}", { list: [1, 2, 3] }],
  ])("%s", async (source, value) => {
    expect(await evaluate(source, { a: 1, list: [{ x: 1 }, { x: 2 }, { x: 3 }] })).toEqual(value);
  });

  test.each([
    ["$states.input.nope", "returned nothing (undefined)"],
    ["$eval('1')", "$eval is not supported"],
    ["1 + 'x'", "threw an error during evaluation"],
    ["function($x) { $x }", "returned a function"],
    ["{'f': $uuid}", "returned a function"],
    ["(", "threw an error during evaluation"],
    ["$hash('x', 'CRC')", "needs one of"],
    ["($f := function() { $f() + 1 }; $f())", "threw an error during evaluation"],
  ])("fails %s", async (source, reason) => {
    await expect(evaluate(source)).rejects.toThrow(
      expect.objectContaining({
        error: "States.QueryEvaluationError",
        location: "Output",
        message: expect.stringContaining(reason),
      }),
    );
  });

  test("fills only the strings between the marks", async () => {
    const template = { a: "{% $total %}", b: ["{% 1 + 1 %}", "plain {% 1 %}"], c: 3 };
    expect(await fillJsonata(template, scope(), "Output")).toEqual({
      a: 25,
      b: [2, "plain {% 1 %}"],
      c: 3,
    });
  });

  test("passes any JSON object through", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const input: Json = JSON.parse(JSON.stringify({ value }));
        expect(await evaluate("$states.input", input)).toEqual(input);
      }),
      { numRuns: 50 },
    );
  });
});

import { describe, expect, test } from "vitest";
import { readTemplate, type Template } from "../template/template.ts";
import type { JsonObject } from "../json.ts";
import { parameterTexts } from "./parameters.ts";

function withParameters(Parameters: JsonObject): Template {
  return readTemplate({ Parameters, Resources: { A: { Type: "AWS::SQS::Queue" } } });
}

function given(key: string, value: string) {
  return { key, value, usePrevious: false };
}

describe("parameterTexts", () => {
  test("takes the value given, then the default", () => {
    const template = withParameters({
      A: { Type: "String", Default: "x" },
      B: { Type: "Number", Default: 5 },
    });
    expect(parameterTexts(template, [given("A", "y")])).toEqual({ A: "y", B: "5" });
  });

  test("takes the previous value when it is asked to", () => {
    const template = withParameters({ A: { Type: "String" } });
    const asked = [{ key: "A", value: undefined, usePrevious: true }];
    expect(parameterTexts(template, asked, { A: "old" })).toEqual({ A: "old" });
    expect(() => parameterTexts(template, asked)).toThrow("usePreviousValue");
  });

  test.each<[JsonObject, string, string]>([
    [{ Type: "String", AllowedValues: ["a"] }, "b", "Parameter 'A' must be one of AllowedValues"],
    [{ Type: "String", AllowedPattern: "[a-z]+" }, "A1", "must match pattern [a-z]+"],
    [{ Type: "String", MinLength: 3 }, "ab", "must contain at least 3 characters"],
    [{ Type: "String", MaxLength: "1" }, "ab", "must contain at most 1 characters"],
    [{ Type: "Number" }, "ten", "Parameter 'A' must be a number."],
    [{ Type: "Number", MinValue: 5 }, "4", "must be a number not less than 5"],
    [{ Type: "Number", MaxValue: 5 }, "6", "must be a number not greater than 5"],
    [{ Type: "List<Number>" }, "1,x", "must be a number."],
    [{ Type: "Sting" }, "x", "Unrecognized parameter type: Sting"],
    [
      { Type: "String", AllowedPattern: "x", ConstraintDescription: "only x" },
      "y",
      "Parameter A failed to satisfy constraint: only x",
    ],
  ])("refuses %j for %s", (declaration, value, message) => {
    const template = withParameters({ A: declaration });
    expect(() => parameterTexts(template, [given("A", value)])).toThrow(message);
  });

  test("names the parameters that are missing or unknown", () => {
    const template = withParameters({ A: { Type: "String" }, B: { Type: "String" } });
    expect(() => parameterTexts(template, [])).toThrow("Parameters: [A, B] must have values");
    expect(() => parameterTexts(template, [given("C", "x")])).toThrow(
      "Parameters: [C] do not exist in the template",
    );
  });
});

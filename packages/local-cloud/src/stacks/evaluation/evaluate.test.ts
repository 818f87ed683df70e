import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../errors.ts";
import type { Json } from "../json.ts";
import { evaluate } from "./evaluate.ts";
import type { Scope } from "./scope.ts";

const VALUES = new Map<string, Json>([
  ["Name", "images"],
  ["Port", 80],
  ["List", ["a", "b"]],
]);

const scope: Scope = {
  region: "eu-west-1",
  extensions: true,
  ref: (name) => (name === "AWS::NoValue" ? undefined : (VALUES.get(name) ?? unknownName(name))),
  attribute: (resource, name) => `${resource}/${name}`,
  condition: (name) => name === "Yes",
  mapping: (path) => path.join("."),
  importValue: (name) => `imported ${name}`,
};

function unknownName(name: string): never {
  throw new AwsError("ValidationError", `unknown ${name}`);
}

describe("evaluate", () => {
  test.each<[Json, Json]>([
    [{ Ref: "Name" }, "images"],
    [{ "Fn::GetAtt": ["A", "B.C"] }, "A/B.C"],
    [{ "Fn::GetAtt": "A.B.C" }, "A/B.C"],
    [{ "Fn::Sub": "${Name}-${A.Arn}-${!Name}-$Name-${Port}" }, "images-A/Arn-${Name}-$Name-80"],
    [{ "Fn::Sub": ["${x}${Name}", { x: { Ref: "Port" } }] }, "80images"],
    [{ "Fn::Join": ["-", ["a", { Ref: "Name" }, 1, true]] }, "a-images-1-true"],
    [{ "Fn::Join": ["", { Ref: "List" }] }, "ab"],
    [{ "Fn::Select": ["1", { "Fn::Split": ["/", "a/b/c"] }] }, "b"],
    [{ "Fn::If": ["Yes", 1, { Ref: "Missing" }] }, 1],
    [{ "Fn::If": ["No", { Ref: "Missing" }, 2] }, 2],
    [{ "Fn::FindInMap": ["M", { Ref: "Name" }, "k"] }, "M.images.k"],
    [{ "Fn::ImportValue": { "Fn::Sub": "${Name}-x" } }, "imported images-x"],
    [{ "Fn::Base64": "hi" }, "aGk="],
    [{ "Fn::Cidr": ["10.0.0.0/16", 2, 8] }, ["10.0.0.0/24", "10.0.1.0/24"]],
    [{ "Fn::GetAZs": "" }, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
    [{ "Fn::Length": { Ref: "List" } }, 2],
    [{ "Fn::ToJsonString": { a: { Ref: "Name" } } }, '{"a":"images"}'],
    [{ a: [1, { Ref: "AWS::NoValue" }], b: { Ref: "AWS::NoValue" } }, { a: [1] }],
    [{ "Fn::Equals": [{ Ref: "Port" }, "80"] }, true],
    [{ "Fn::Not": [{ "Fn::And": [{ Condition: "Yes" }, { Condition: "No" }] }] }, true],
    [{ "Fn::Or": [{ Condition: "No" }, { "Fn::Equals": ["a", "a"] }] }, true],
    [{ Condition: { Bool: { x: { Ref: "Name" } } } }, { Condition: { Bool: { x: "images" } } }],
  ])("turns %j into %j", (value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  test.each<[Json, string]>([
    [{ "Fn::Nope": 1 }, "Encountered unsupported function: Fn::Nope"],
    [{ "Fn::Select": [9, ["a"]] }, "Fn::Select cannot select nonexistent value at index 9"],
    [{ "Fn::Join": ["-", "text"] }, "every Fn::Join object requires"],
    [{ "Fn::Sub": [1] }, "every Fn::Sub object requires"],
    [{ "Fn::And": [{ Condition: "Yes" }] }, "Every Conditions member"],
    [{ "Fn::Cidr": ["10.0.0.0/30", 9, 8] }, "Fn::Cidr cannot make 9 blocks"],
    [{ Ref: "__proto__" }, "unknown __proto__"],
  ])("refuses %j", (value, message) => {
    expect(() => evaluate(value, scope)).toThrow(message);
  });

  test("leaves values without functions as they are, whatever their keys", () => {
    const keys = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "toString"));
    const plain = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie("value")),
        fc.dictionary(keys, tie("value")),
      ),
    })).value;
    const withoutFunctions = plain.filter(
      (value) => !/"(?:Ref|Condition|Fn::[^"]*)":/u.test(JSON.stringify(value)),
    );
    fc.assert(
      fc.property(withoutFunctions, (value) => {
        const json = JSON.parse(JSON.stringify(value)) as Json;
        expect(JSON.stringify(evaluate(json, scope))).toBe(JSON.stringify(json));
      }),
    );
  });

  test("answers any argument of any function with a value or an AWS error", () => {
    const functions = fc.constantFrom(
      ..."Ref Fn::GetAtt Fn::Sub Fn::Join Fn::Split Fn::Select Fn::If Fn::FindInMap".split(" "),
      ..."Fn::ImportValue Fn::Base64 Fn::Cidr Fn::GetAZs Fn::Length Fn::Equals Fn::Not".split(" "),
    );
    fc.assert(
      fc.property(functions, fc.jsonValue({ maxDepth: 3 }), (name, argument) => {
        const outcome = attempt(() => evaluate({ [name]: argument as Json }, scope));
        expect(outcome).toBe("as it should");
      }),
    );
  });
});

function attempt(work: () => unknown): unknown {
  try {
    work();
    return "as it should";
  } catch (error) {
    return error instanceof AwsError ? "as it should" : error;
  }
}

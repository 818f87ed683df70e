import fc from "fast-check";
import { expect, test } from "vitest";
import { at, numberOf, referenceOf, references, stringsIn, textOf } from "./value.ts";

test.each([
  [{ Ref: "Orders" }, "${Orders}"],
  [{ "Fn::GetAtt": ["Orders", "Arn"] }, "${Orders.Arn}"],
  [{ "Fn::GetAtt": "Orders.Arn" }, "${Orders.Arn}"],
  [{ "Fn::Sub": "${Orders.Arn}/*" }, "${Orders.Arn}/*"],
  [{ "Fn::Sub": ["${a}/${AWS::Region}", { a: { Ref: "Orders" } }] }, "${Orders}/${AWS::Region}"],
  [{ "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":s3"]] }, "arn:${AWS::Partition}:s3"],
  [true, "true"],
  [undefined, ""],
])("writes %j as %s", (value, text) => {
  expect(textOf(value)).toBe(text);
});

test("finds what a value refers to, however deep, and not what only looks so", () => {
  const value = {
    a: [{ Ref: "Orders" }],
    b: { "Fn::Join": ["/", [{ "Fn::Sub": ["${x}", { x: { "Fn::GetAtt": ["Bills", "Arn"] } }] }]] },
    c: "${Literal}",
    d: { "Fn::Sub": "${!Escaped} ${AWS::Region}" },
  };
  expect([...references(value)].sort()).toEqual(["AWS::Region", "Bills", "Orders"]);
});

test("names one reference only where there is one", () => {
  expect(referenceOf({ "Fn::Sub": "${AWS::Region}-${Orders}" })).toBe("Orders");
  expect(referenceOf({ "Fn::Sub": "${Orders}-${Bills}" })).toBeUndefined();
  expect(referenceOf("arn:aws:sqs:eu-west-1:000000000000:orders")).toBeUndefined();
});

test("reads own keys only", () => {
  expect(at({ a: { b: 1 } }, "a", "b")).toBe(1);
  expect(at({}, "constructor", "name")).toBeUndefined();
  expect(at({ a: null }, "a", "b")).toBeUndefined();
});

test("reads numbers as numbers or texts", () => {
  expect([numberOf(5), numberOf("5"), numberOf(""), numberOf("x"), numberOf({ Ref: "A" })]).toEqual(
    [5, 5, undefined, undefined, undefined],
  );
});

test("lists strings with their paths", () => {
  expect([...stringsIn({ a: ["x", { b: "y" }], c: 1 })]).toEqual([
    ["a.0", "x"],
    ["a.1.b", "y"],
  ]);
});

test("takes any JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(typeof textOf(value)).toBe("string");
      expect(references(value).size).toBeGreaterThanOrEqual(0);
    }),
  );
});

import { expect, test } from "vitest";
import { checkEqualOutputs, OutputsDiffer } from "./equal-outputs.ts";

test("equal outputs pass, whatever the order of their members", () => {
  const outputs = [
    { name: "a", output: { status: 200, body: "x" } },
    { name: "b", output: { body: "x", status: 200 } },
  ];
  expect(() => checkEqualOutputs(outputs)).not.toThrow();
});

test("an output that differs is shown beside the one it should equal", () => {
  const outputs = [
    { name: "a", output: { status: 200 } },
    { name: "b", output: { status: 200 } },
    { name: "c", output: { status: 500 } },
  ];
  expect(() => checkEqualOutputs(outputs)).toThrow(OutputsDiffer);
  expect(() => checkEqualOutputs(outputs)).toThrow(/a: \{"status":200\}\nc: \{"status":500\}/);
});

test("one output alone is no comparison", () => {
  expect(() => checkEqualOutputs([{ name: "a", output: 1 }])).toThrow(OutputsDiffer);
});

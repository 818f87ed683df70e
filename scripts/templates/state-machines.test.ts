import { expect, test } from "vitest";
import { stateMachineLanguage } from "./state-machines.ts";
import { templateWith } from "./test/good-template.ts";

const DEFINITION = "Deliver/Properties/DefinitionString";

function problems(definition: unknown): readonly string[] {
  return stateMachineLanguage
    .find(templateWith([DEFINITION, definition]))
    .map(({ resource, problem }) => `${resource}: ${problem}`);
}

const task = (over: object): string =>
  JSON.stringify({ StartAt: "A", States: { A: { Type: "Task", Resource: "${f.Arn}", ...over } } });

test("a good state machine passes, whatever its substitutions", () => {
  expect(stateMachineLanguage.find(templateWith())).toEqual([]);
  expect(problems({ "Fn::Sub": [task({ End: true }), { "f.Arn": { Ref: "doWork" } }] })).toEqual(
    [],
  );
  expect(problems({ "Fn::Join": ["", [task({ End: true }), "\n"]] })).toEqual([]);
});

test.each([
  ["a state that leads nowhere", task({ Next: "B" })],
  ["a state without an end", task({})],
  ["a state with two ends", task({ Next: "A", End: true })],
  ["a path that is none", task({ End: true, ResultPath: "result" })],
  ["a type that is none", task({ Type: "Taks", End: true })],
  ["a resource that is no ARN", task({ Resource: "lambda", End: true })],
  ["what is no JSON", "{"],
  ["what has no states", "[]"],
])("%s is refused", (_, definition) => {
  expect(problems(definition)).toEqual([expect.stringMatching(/^Deliver: ./u)]);
});

import { expect, test } from "vitest";
import { readCompiled } from "./compiled-template.ts";
import { startAfresh } from "./start-afresh.ts";

const role = { "Fn::GetAtt": ["Worker", "Arn"] };
const mappingOf = (id: string) => ({
  Type: "AWS::Lambda::EventSourceMapping",
  Properties: { FunctionName: { "Fn::GetAtt": [id, "Arn"] } },
});
const template = readCompiled(
  JSON.stringify({
    Resources: {
      Work: { Type: "AWS::Lambda::Function", Properties: { Role: role } },
      Other: { Type: "AWS::Lambda::Function", Properties: { Role: "arn" } },
      WorkStream: mappingOf("Work"),
      OtherStream: mappingOf("Other"),
    },
  }),
);
const grantOf = (action: string) => {
  return { holder: "Worker", at: "0/0", action, resource: "*", service: undefined };
};

test.each([
  ["logs:CreateLogStream", ["Work"]],
  ["dynamodb:GetShardIterator", ["WorkStream"]],
  ["dynamodb:GetItem", []],
])("a right to %s starts %j anew", (action, expected) => {
  const { Resources } = startAfresh(template, grantOf(action));
  const changed = Object.entries(Resources).filter(
    ([id, resource]) => JSON.stringify(resource) !== JSON.stringify(template.Resources[id]),
  );
  expect(changed.map(([id]) => id)).toEqual(expected);
});

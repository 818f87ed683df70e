import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { AwsError } from "../../errors.ts";
import { parseTemplateText } from "./parse-template.ts";

describe("parseTemplateText", () => {
  test("gives the same for JSON and for YAML", () => {
    const members = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 });
    fc.assert(
      fc.property(members, (given) => {
        const value = JSON.parse(JSON.stringify(given)) as object;
        expect(parseTemplateText(JSON.stringify(value))).toEqual(value);
        expect(parseTemplateText(stringify(value))).toEqual(value);
      }),
    );
  });

  test("reads short forms, also inside each other", () => {
    const yaml = `
a: !Ref B
b: !GetAtt A.Arn.More
c: !Join ["-", [!Ref B, !Sub ["\${x}", { x: !Select [0, !Split [",", "p,q"]] }]]]
d: !If [Yes, !Ref AWS::NoValue, !Condition No]
e: !Sub |
  two
  lines
`;
    expect(parseTemplateText(yaml)).toEqual({
      a: { Ref: "B" },
      b: { "Fn::GetAtt": ["A", "Arn.More"] },
      c: {
        "Fn::Join": [
          "-",
          [
            { Ref: "B" },
            {
              "Fn::Sub": ["${x}", { x: { "Fn::Select": [0, { "Fn::Split": [",", "p,q"] }] } }],
            },
          ],
        ],
      },
      d: { "Fn::If": ["Yes", { Ref: "AWS::NoValue" }, { Condition: "No" }] },
      e: { "Fn::Sub": "two\nlines\n" },
    });
  });

  test("keeps the format version a string", () => {
    const value = parseTemplateText("AWSTemplateFormatVersion: 2010-09-09");
    expect(value["AWSTemplateFormatVersion"]).toBe("2010-09-09");
  });

  test.each([
    ["a duplicate key", "a: 1\na: 2"],
    ["text without structure", "just text"],
    ["a tab as indentation", "a:\n\t- 1"],
    ["too deep nesting", `{"a":${"[".repeat(200)}${"]".repeat(200)}}`],
    ["a bomb of aliases", bomb()],
  ])("refuses %s", (_what, text) => {
    expect(() => parseTemplateText(text)).toThrow("Template format error");
  });

  test("answers any text with a template or an AWS error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(attempt(() => parseTemplateText(text))).toBe("as it should");
      }),
    );
  });
});

function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 9; level += 1) {
    const below = Array.from({ length: 9 }, () => `*a${level - 1}`).join(", ");
    lines.push(`a${level}: &a${level} [${below}]`);
  }
  return lines.join("\n");
}

function attempt(work: () => unknown): unknown {
  try {
    work();
    return "as it should";
  } catch (error) {
    return error instanceof AwsError ? "as it should" : error;
  }
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PolicySyntaxError, readPolicy } from "./policy-document.ts";

const STATEMENT = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

function read(statement: unknown, version = "2012-10-17") {
  return readPolicy(JSON.stringify({ Version: version, Statement: statement }));
}

const ELEMENTS = "Version Statement Effect Action Resource Principal Condition AWS Bool __proto__";

function outcome(text: string): unknown {
  try {
    return readPolicy(text).statements.length >= 0 ? "answered" : "impossible";
  } catch (error) {
    return error instanceof PolicySyntaxError ? "answered" : error;
  }
}

describe("readPolicy", () => {
  test("reads one statement like a list of one", () => {
    expect(read(STATEMENT)).toEqual(read([STATEMENT]));
  });

  test("reads single values like lists of one", () => {
    const listed = { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["*"] };
    expect(read(STATEMENT)).toEqual(read(listed));
  });

  test("knows variables only since version 2012-10-17", () => {
    expect(read(STATEMENT).variables).toBe(true);
    expect(read(STATEMENT, "2008-10-17").variables).toBe(false);
    expect(readPolicy(JSON.stringify({ Statement: STATEMENT })).variables).toBe(false);
  });

  test("takes booleans and numbers of conditions for text", () => {
    const Condition = { Bool: { "aws:SecureTransport": false }, NumericEquals: { n: [1, "2"] } };
    const [statement] = read({ ...STATEMENT, Condition }).statements;
    expect(statement?.conditions.map(({ values }) => values)).toEqual([["false"], ["1", "2"]]);
  });

  test.each([
    ["no effect", { Action: "s3:*", Resource: "*" }],
    ["an unknown effect", { ...STATEMENT, Effect: "allow" }],
    ["an unknown element", { ...STATEMENT, Actions: "s3:*" }],
    ["no action", { Effect: "Allow", Resource: "*" }],
    ["Action and NotAction", { ...STATEMENT, NotAction: "s3:*" }],
    ["Resource and NotResource", { ...STATEMENT, NotResource: "*" }],
    ["Principal and NotPrincipal", { ...STATEMENT, Principal: "*", NotPrincipal: "*" }],
    ["an unknown operator", { ...STATEMENT, Condition: { StringEqual: { k: "v" } } }],
    ["an unknown kind of principal", { ...STATEMENT, Principal: { Aws: "*" } }],
  ])("refuses a statement with %s", (_what, statement) => {
    expect(() => read(statement)).toThrow(PolicySyntaxError);
  });

  test.each(["", "{", "null", "[]", '{"Version":"2020-01-01","Statement":[]}', '{"__proto__":1}'])(
    "refuses %j",
    (text) => {
      expect(() => readPolicy(text)).toThrow(PolicySyntaxError);
    },
  );

  test("answers any text with a policy or a syntax error", () => {
    const key = fc.constantFrom(...ELEMENTS.split(" "));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        fc.constantFrom<unknown>("Allow", "*", "2012-10-17", "s3:*", null, 1, true),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (document) => {
        expect(outcome(JSON.stringify(document))).toBe("answered");
      }),
    );
  });
});

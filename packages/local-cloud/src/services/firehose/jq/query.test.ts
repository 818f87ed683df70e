import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError } from "../../../errors.ts";
import { readQuery } from "./query.ts";

const INPUT = {
  detail: { type: "sale", user: { id: 7, tags: ["a", "b"] }, at: 1_768_478_400 },
  time: "2026-01-15T12:00:00Z",
  "odd key": true,
  nothing: null,
};

function run(text: string): unknown {
  return readQuery(text)(INPUT);
}

describe("readQuery", () => {
  test.each([
    ["{a:.detail.type, b:.detail.user.id}", { a: "sale", b: 7 }],
    ['{"a b": .detail["type"], time}', { "a b": "sale", time: INPUT.time }],
    [
      '{y: .detail.at | strftime("%Y"), d: .time | fromdate | strftime("%m/%d %H:%M")}',
      { y: "2026", d: "01/15 12:00" },
    ],
    ['{a: (.none // "other"), b: (.nothing // .detail.type)}', { a: "other", b: "sale" }],
    [
      "{a: .detail.user.tags[1], b: .detail.user.tags[-1], c: .none.deeper}",
      { a: "b", b: "b", c: null },
    ],
    [
      '{a: ."odd key", b: .detail.type | ascii_upcase, c: .detail.user.id | tostring}',
      { a: true, b: "SALE", c: "7" },
    ],
    [".detail.type", "sale"],
    ["{a: .time.x?}", { a: null }],
    ['{a: 1, b: "t"}', { a: 1, b: "t" }],
  ])("evaluates %s", (text, expected) => {
    expect(run(text)).toEqual(expected);
  });

  test("names a fault as jq does", () => {
    expect(() => run("{a: .time.x}")).toThrow('Cannot index string with "x"');
  });

  test.each(['{a: .b | ltrimstr("x")}', "{a: .b + 1}", "[.a]", ".[]", "{a: $x}", "(".repeat(100)])(
    "says of %s that it is not emulated",
    (text) => {
      expect(() => readQuery(text)).toThrow(AwsError);
    },
  );

  test("reads or refuses any text, and never reaches beyond what the input owns", () => {
    const words = fc.constantFrom(
      "{",
      "}",
      "a",
      ":",
      ".",
      "b",
      "|",
      "//",
      '"c"',
      "[",
      "]",
      "0",
      "(",
      ")",
      "?",
      ",",
      "tostring",
      "__proto__",
      "constructor",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), (parts) => {
        const outcome = outcomeOf(parts.join(" "));
        expect(["AwsError", "JqError", "value"]).toContain(outcome);
      }),
    );
    expect(run("{a: .__proto__, b: .constructor}")).toEqual({ a: null, b: null });
  });

  test("finds what JavaScript finds along any path", () => {
    const name = fc.stringMatching(/^[a-z]{1,3}$/);
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.dictionary(name, fc.jsonValue())),
        name,
        name,
        (input, a, b) => {
          const expected =
            Object.hasOwn(input, a) && Object.hasOwn(input[a]!, b) ? input[a]![b] : null;
          expect(readQuery(`.${a}.${b}`)(input)).toEqual(expected);
        },
      ),
    );
  });
});

function outcomeOf(text: string): string {
  try {
    readQuery(text)(INPUT);
    return "value";
  } catch (error) {
    if (error instanceof AwsError) return "AwsError";
    return error instanceof Error ? error.name : "defect";
  }
}

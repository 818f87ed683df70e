import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contextOf, type ContextValues } from "./context.ts";
import { readOperator } from "./condition-operator.ts";
import { holds } from "./condition.ts";

function check(operator: string, values: string | string[], context: ContextValues): boolean {
  const read = readOperator(operator);
  if (read === undefined) throw new Error(`no operator ${operator}`);
  const condition = { operator: read, key: "k", values: [values].flat() };
  return holds(condition, { context: contextOf(context), variables: true });
}

describe("a condition on one value", () => {
  test.each([
    ["StringEquals", "a", "a", true],
    ["StringEquals", "A", "a", false],
    ["StringEquals", "a*", "ab", false],
    ["StringEqualsIgnoreCase", "A", "a", true],
    ["StringNotEquals", "a", "a", false],
    ["StringNotEqualsIgnoreCase", "A", "a", false],
    ["StringLike", "home/*", "home/a/b", true],
    ["StringLike", "home/${*}", "home/*", true],
    ["StringLike", "home/${*}", "home/x", false],
    ["StringNotLike", "home/?", "home/a", false],
    ["ArnEquals", "arn:aws:sns:*:*:t", "arn:aws:sns:eu-west-1:1:t", true],
    ["ArnLike", "arn:aws:sns:*:t", "arn:aws:sns:eu-west-1:1:t", false],
    ["ArnNotLike", "arn:aws:sns:*:*:t", "arn:aws:sns:eu-west-1:1:u", true],
    ["NumericLessThan", "10", "9.5", true],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", "10", "10", false],
    ["NumericGreaterThanEquals", "10", "1e3", false],
    ["NumericEquals", "10", "10.0", true],
    ["NumericNotEquals", "10", "11", true],
    ["DateLessThan", "2026-01-15T12:00:00Z", "2026-01-15T11:59:59Z", true],
    ["DateGreaterThan", "1768478400", "2026-01-15T12:00:01Z", true],
    ["DateEquals", "2026-01-15T12:00:00Z", "2026-01-15T13:00:00+01:00", true],
    ["DateLessThan", "tomorrow", "2026-01-15T11:59:59Z", false],
    ["Bool", "false", "false", true],
    ["Bool", "true", "false", false],
    ["BinaryEquals", "aGk=", "aGk=", true],
    ["IpAddress", "10.0.0.0/8", "10.1.2.3", true],
    ["IpAddress", "10.1.2.3", "10.1.2.3", true],
    ["IpAddress", "2001:db8::/32", "2001:db8::1", true],
    ["IpAddress", "10.0.0.0/33", "10.1.2.3", false],
    ["NotIpAddress", "10.0.0.0/8", "192.168.0.1", true],
  ])("%s %s of %s is %s", (operator, expected, actual, result) => {
    expect(check(operator, expected, { k: actual })).toBe(result);
  });

  test("is met by any of its values, and a negated one by none", () => {
    expect(check("StringEquals", ["a", "b"], { k: "b" })).toBe(true);
    expect(check("StringNotEquals", ["a", "b"], { k: "b" })).toBe(false);
  });

  test("reads variables, and takes what they stand for literally", () => {
    const context = { k: "home/ann/x", who: "ann", wild: "*" };
    expect(check("StringLike", "home/${who}/*", context)).toBe(true);
    expect(check("StringLike", "home/${wild}/x", context)).toBe(false);
    expect(check("StringLike", "home/${nobody, 'ann'}/x", context)).toBe(true);
    expect(check("StringLike", "home/${nobody}/x", context)).toBe(false);
    expect(check("StringNotLike", "home/${nobody}/x", context)).toBe(false);
  });
});

describe("a condition on a key that is not there", () => {
  test.each([
    ["StringEquals", false],
    ["StringNotEquals", true],
    ["StringEqualsIfExists", true],
    ["Bool", false],
    ["NotIpAddress", true],
    ["ForAllValues:StringEquals", true],
    ["ForAnyValue:StringEquals", false],
    ["ForAnyValue:StringEqualsIfExists", false],
  ])("%s is %s", (operator, result) => {
    expect(check(operator, "a", {})).toBe(result);
  });

  test("Null asks whether it is there", () => {
    expect(check("Null", "true", {})).toBe(true);
    expect(check("Null", "false", {})).toBe(false);
    expect(check("Null", "false", { k: "a" })).toBe(true);
  });
});

describe("a condition on several values", () => {
  test.each([
    ["ForAllValues:StringEquals", ["a", "b"], true],
    ["ForAllValues:StringEquals", ["a", "c"], false],
    ["ForAnyValue:StringEquals", ["a", "c"], true],
    ["ForAnyValue:StringEquals", ["c"], false],
    ["ForAllValues:StringNotEquals", ["c", "d"], true],
    ["ForAllValues:StringNotEquals", ["a", "c"], false],
    ["ForAnyValue:StringNotEquals", ["a", "c"], true],
  ])("%s of %j is %s", (operator, actual, result) => {
    expect(check(operator, ["a", "b"], { k: actual })).toBe(result);
  });
});

test("a negated operator says the contrary of its pair, whatever the values", () => {
  const value = fc.string({
    unit: fc.constantFrom("a", "A", "*", "?", "$", "{", "}"),
    maxLength: 5,
  });
  const pairs = [
    ["StringEquals", "StringNotEquals"],
    ["StringLike", "StringNotLike"],
    ["StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
  ] as const;
  const known = fc.array(
    value.filter((text) => !text.includes("${")),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(fc.constantFrom(...pairs), known, value, ([same, other], values, actual) => {
      expect(check(other, values, { k: actual })).toBe(!check(same, values, { k: actual }));
    }),
  );
});

test.each(["StringEqual", "stringequals", "", "__proto__", "ForSomeValues:Bool", "NullIfExists"])(
  "there is no operator %j",
  (name) => {
    expect(readOperator(name)).toBeUndefined();
  },
);

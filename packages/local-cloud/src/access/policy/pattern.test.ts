import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fits, fitsByPart, literal, wildcards, withinSegments } from "./pattern.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", ":", "/"), maxLength: 12 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 10 });

describe("fits", () => {
  test("agrees with a regular expression of the same meaning", () => {
    fc.assert(
      fc.property(pattern, text, (glob, given) => {
        const source = glob.replaceAll("*", "[^]*").replaceAll("?", "[^]");
        expect(fits(wildcards(glob), given)).toBe(new RegExp(`^${source}$`).test(given));
      }),
    );
  });

  test("takes a literal for what it is", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (expected, given) => {
        expect(fits(literal(expected), given)).toBe(expected === given);
        expect(fits(literal(expected), expected)).toBe(true);
      }),
    );
  });

  test("stays quick on a pattern made to be slow", () => {
    const startedAt = performance.now();
    expect(fits(wildcards("*a".repeat(500)), "a".repeat(499))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe("withinSegments", () => {
  test.each([
    { resource: "arn:aws:s3:::b*", arn: "arn:aws:s3:::bucket/a:b/c", matches: true },
    { resource: "arn:aws:sqs:*:q", arn: "arn:aws:sqs:eu-west-1:111111111111:q", matches: true },
    { resource: "arn:aws:sqs:eu*1:1:q", arn: "arn:aws:sqs:eu-west-1:1:q", matches: true },
    { resource: "arn:aws:sqs:e*1:q", arn: "arn:aws:sqs:eu-west-1:1:q", matches: false },
    { resource: "*", arn: "arn:aws:sqs:eu-west-1:1:q", matches: true },
  ])("answers $matches for $resource and $arn", ({ resource, arn, matches }) => {
    expect(fits(withinSegments(wildcards(resource)), arn)).toBe(matches);
  });
});

describe("fitsByPart", () => {
  test.each([
    { value: "arn:aws:sns:*:*:t", matches: true },
    { value: "arn:aws:sns:eu-west-1:1:?", matches: true },
    { value: "arn:aws:sns:*:t", matches: false },
    { value: "*", matches: false },
    { value: "arn:aws:sns:eu-west-1:1:T", matches: false },
  ])("answers $matches for $value", ({ value, matches }) => {
    expect(fitsByPart(wildcards(value), "arn:aws:sns:eu-west-1:1:t")).toBe(matches);
  });

  test("leaves the colons of the last part to its wildcards", () => {
    const arn = "arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s";
    expect(fitsByPart(wildcards("arn:aws:logs:*:1:log-group:*"), arn)).toBe(true);
  });
});

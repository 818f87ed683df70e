import { describe, expect, test } from "vitest";
import { etagMatches, judgeRead, type ReadConditions } from "./conditions.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
const CURRENT = { etag: "abc", modifiedAt: NOON + 500 };

function conditions(over: Partial<ReadConditions>): ReadConditions {
  return {
    ifMatch: undefined,
    ifNoneMatch: undefined,
    ifModifiedSince: undefined,
    ifUnmodifiedSince: undefined,
    ...over,
  };
}

describe("judgeRead", () => {
  test.each([
    { when: {}, kind: "proceed" },
    { when: { ifMatch: '"abc"' }, kind: "proceed" },
    { when: { ifMatch: '"other"' }, kind: "failed" },
    { when: { ifNoneMatch: '"abc"' }, kind: "notModified" },
    { when: { ifNoneMatch: "*" }, kind: "notModified" },
    { when: { ifNoneMatch: '"other"' }, kind: "proceed" },
    { when: { ifModifiedSince: new Date(NOON) }, kind: "notModified" },
    { when: { ifModifiedSince: new Date(NOON - 1000) }, kind: "proceed" },
    { when: { ifUnmodifiedSince: new Date(NOON) }, kind: "proceed" },
    { when: { ifUnmodifiedSince: new Date(NOON - 1000) }, kind: "failed" },
    { when: { ifMatch: "abc", ifUnmodifiedSince: new Date(NOON - 1000) }, kind: "proceed" },
    { when: { ifNoneMatch: "other", ifModifiedSince: new Date(NOON) }, kind: "proceed" },
  ])("answers $kind to $when", ({ when, kind }) => {
    expect(judgeRead(conditions(when), CURRENT).kind).toBe(kind);
  });
});

test("etagMatches reads lists, quotes and weak marks", () => {
  expect(etagMatches('"x", W/"abc"', "abc")).toBe(true);
  expect(etagMatches('"x", "y"', "abc")).toBe(false);
});

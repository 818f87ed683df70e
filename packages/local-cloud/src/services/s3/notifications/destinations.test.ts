import { describe, expect, test } from "vitest";
import { eventMatches, keyMatches } from "./destinations.ts";

describe("eventMatches", () => {
  test.each([
    { event: "s3:ObjectCreated:*", name: "ObjectCreated:Put", matches: true },
    { event: "s3:ObjectCreated:Put", name: "ObjectCreated:Put", matches: true },
    { event: "s3:ObjectCreated:Copy", name: "ObjectCreated:Put", matches: false },
    { event: "s3:ObjectRemoved:*", name: "ObjectCreated:Put", matches: false },
    { event: "s3:ObjectRemoved:Delete", name: "ObjectRemoved:DeleteMarkerCreated", matches: false },
  ])("$event and $name: $matches", ({ event, name, matches }) => {
    expect(eventMatches(event, name)).toBe(matches);
  });
});

describe("keyMatches", () => {
  test.each([
    { prefix: "", suffix: "", key: "anything", matches: true },
    { prefix: "in/", suffix: ".jpg", key: "in/a.jpg", matches: true },
    { prefix: "in/", suffix: ".jpg", key: "in/a.JPG", matches: false },
    { prefix: "in/", suffix: ".jpg", key: "out/in/a.jpg", matches: false },
    { prefix: "a+b/", suffix: "", key: "a b/x", matches: true },
    { prefix: "a+b/", suffix: "", key: "a+b/x", matches: true },
    { prefix: "%C3%BC", suffix: "", key: "ü/x", matches: true },
    { prefix: "100%", suffix: "", key: "100%/x", matches: true },
  ])("$prefix*$suffix and $key: $matches", ({ prefix, suffix, key, matches }) => {
    expect(keyMatches({ prefix, suffix }, key)).toBe(matches);
  });
});

import { expect, test } from "vitest";
import { bearerToken } from "./bearer-token.ts";

test.each(["a.b.c", "Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c"])("takes %j", (header) => {
  expect(bearerToken(header)).toBe("a.b.c");
});

test.each([
  "",
  "Bearer",
  "Basic a.b.c",
  "a.b",
  "a.b.c.d",
  "a.b.c, a.b.c",
  "a.b.",
  "a.b.c\n",
  " a.b.c",
  "ä.b.c",
  `a.b.${"c".repeat(10_000)}`,
])("takes nothing out of %j", (header) => {
  expect(bearerToken(header)).toBeUndefined();
});

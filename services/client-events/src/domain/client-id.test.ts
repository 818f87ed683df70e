import { expect, test } from "vitest";
import { clientIdOf, isClientId } from "./client-id.ts";

test("is a UUID of version 5, the same for a user every time", () => {
  const id = clientIdOf("eu-west-1_pool", "sub-1");
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  expect(clientIdOf("eu-west-1_pool", "sub-1")).toBe(id);
  expect(isClientId(id)).toBe(true);
});

test("is another one for another user, and for the same name in another pool", () => {
  const ids = [
    clientIdOf("eu-west-1_pool", "sub-1"),
    clientIdOf("eu-west-1_pool", "sub-2"),
    clientIdOf("eu-west-1_other", "sub-1"),
  ];
  expect(new Set(ids).size).toBe(3);
});

test.each(["", "a b", 'a"', "a\n", "a/b", "$x", "x".repeat(65)])("%j stands for nobody", (text) => {
  expect(isClientId(text)).toBe(false);
});

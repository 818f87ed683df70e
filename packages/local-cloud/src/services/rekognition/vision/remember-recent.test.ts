import { describe, expect, test } from "vitest";
import { rememberRecent } from "./remember-recent.ts";

function aCounter() {
  let calls = 0;
  const find = (): Promise<number> => {
    calls += 1;
    return Promise.resolve(calls);
  };
  return find;
}

describe("rememberRecent", () => {
  test("finds once for two who ask for the same at the same time, or later", async () => {
    const [recall, find] = [rememberRecent<number>(2), aCounter()];
    expect(await Promise.all([recall("cat", find), recall("cat", find)])).toEqual([1, 1]);
    expect(await recall("cat", find)).toBe(1);
  });

  test("forgets what was not asked for the longest", async () => {
    const [recall, find] = [rememberRecent<number>(2), aCounter()];
    for (const key of ["cat", "dog", "cat", "cow"]) await recall(key, find);
    expect(await recall("cat", find)).toBe(1);
    expect(await recall("dog", find)).toBe(4);
  });

  test("does not remember a failure", async () => {
    const [recall, find] = [rememberRecent<number>(2), aCounter()];
    await expect(recall("cat", () => Promise.reject(new Error("blind")))).rejects.toThrow("blind");
    expect(await recall("cat", find)).toBe(1);
  });
});

import { expect, test } from "vitest";
import { interleave } from "./rounds.ts";

test("every way is measured once per round, each round beginning with another", async () => {
  const order: string[] = [];
  const way = (name: string) => ({
    name,
    measure: async () => {
      order.push(name);
      return order.length;
    },
  });
  const samples = await interleave([way("a"), way("b"), way("c")], { rounds: 2, warmUp: 1 });
  expect(order.join("")).toBe("abcbcacab");
  expect(samples).toEqual([
    [6, 8],
    [4, 9],
    [5, 7],
  ]);
});

import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { laneOf } from "./lane.ts";

test("a client keeps its lane", () => {
  const id = "0f8fad5b-d9cb-569f-a165-70867728950e";
  expect(laneOf(id, 8)).toBe(laneOf(id, 8));
});

test("clients spread over all lanes", () => {
  const used = Array.from({ length: 400 }, () => laneOf(randomUUID(), 8));
  const counts = Map.groupBy(used, (lane) => lane);
  expect(counts.size).toBe(8);
  for (const [, of] of counts) expect(of.length).toBeGreaterThan(15);
});

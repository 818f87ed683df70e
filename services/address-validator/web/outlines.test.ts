import { expect, test } from "vitest";
import { project } from "./map-view.js";
import { outlines } from "./outlines.js";

const all = outlines();

test("there are the countries of the world and the states of the USA, each with a name", () => {
  const states = all.filter(({ isState }) => isState).map(({ name }) => name);
  const countries = all.filter(({ isState }) => !isState).map(({ name }) => name);
  expect(states).toEqual(expect.arrayContaining(["Connecticut", "Alaska", "Hawaii"]));
  expect(states.length).toBeGreaterThanOrEqual(51);
  expect(countries.length).toBeGreaterThan(170);
  expect(countries).not.toContain("United States of America");
  expect(all.every(({ name }) => name !== "")).toBe(true);
});

test("a state is where it is", () => {
  const connecticut = all.find(({ name }) => name === "Connecticut");
  const hartford = project(-72.68, 41.76);
  expect(Math.abs((connecticut?.middle.x ?? 0) - hartford.x)).toBeLessThan(2);
  expect(Math.abs((connecticut?.middle.y ?? 0) - hartford.y)).toBeLessThan(2);
  expect(connecticut?.width).toBeGreaterThan(5);
});

test("no outline crosses the whole map", () => {
  for (const { name, path } of all) {
    for (const ring of path.split("Z")) {
      const xs = [...ring.matchAll(/[ML](-?[\d.]+) /gu)].map(([, x]) => Number(x));
      const steps = xs.slice(1).map((x, index) => Math.abs(x - (xs[index] ?? x)));
      expect([name, Math.max(0, ...steps) < 100]).toEqual([name, true]);
    }
  }
});

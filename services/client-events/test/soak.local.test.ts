import { expect, test } from "vitest";
import { runSoak } from "../../../scripts/soak/soak.ts";
import { soak } from "../soak/scenario.ts";

const LIMIT_MS = 300_000; // about 20 s on an idle machine

test(
  "keeps every promise while services fail, hand over twice and late, and the cloud is killed",
  async () => {
    const report = await runSoak({
      service: "client-events",
      soak,
      size: soak.short,
      seed: 7,
      progress: () => undefined,
    });
    expect(report.violations).toEqual([]);
    const figures = new Map(report.figures.map(({ name, value }) => [name, value]));
    expect(figures.get("events taken, wrong ones")).toMatch(/^400, \d+$/u);
    expect(Number(figures.get("faults that struck"))).toBeGreaterThan(10);
    expect(figures.get("kill -9 of the cloud")).toBe("1");
  },
  LIMIT_MS,
);

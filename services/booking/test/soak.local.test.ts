import { expect, test } from "vitest";
import { runSoak } from "../../../scripts/soak/soak.ts";
import { soak } from "../soak/scenario.ts";

const LIMIT_MS = 300_000; // about 25 s on an idle machine

test(
  "keeps every promise while stores fail and functions and the cloud are killed",
  async () => {
    const report = await runSoak({
      service: "booking",
      soak,
      size: soak.short,
      seed: 7,
      progress: () => undefined,
    });
    expect(report.violations).toEqual([]);
    const figures = new Map(report.figures.map(({ name, value }) => [name, value]));
    expect(Number(figures.get("faults that struck"))).toBeGreaterThan(20);
    expect(Number(figures.get("customers"))).toBe(soak.short.count);
    expect(Number(figures.get("calls made again"))).toBeGreaterThan(0);
    expect(figures.get("kill -9 of the cloud")).toBe("2");
    expect(figures.get("processes, confirmed, refused")).toBe("10, 2, 8");
  },
  LIMIT_MS,
);

import { expect, test } from "vitest";
import { runSoak } from "../../../scripts/soak/soak.ts";
import { soak } from "../soak/scenario.ts";

const LIMIT_MS = 300_000; // about 40 s on an idle machine

test(
  "keeps every promise while services fail and functions and the cloud are killed",
  async () => {
    const report = await runSoak({
      service: "address-validator",
      soak,
      size: soak.short,
      seed: 7,
      progress: () => undefined,
    });
    const figures = report.figures.map(({ name, value }) => `${name}: ${value}`);
    process.stdout.write(`${figures.join("\n")}\n`);
    expect(report.violations).toEqual([]);
    const values = new Map(report.figures.map(({ name, value }) => [name, value]));
    expect(Number(values.get("faults that struck"))).toBeGreaterThan(10);
    expect(Number(values.get("files under way at each kill -9"))).toBeGreaterThan(0);
    expect(values.get("kill -9 of the cloud")).toBe("1");
  },
  LIMIT_MS,
);

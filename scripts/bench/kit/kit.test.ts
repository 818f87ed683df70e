import { spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { buildFolder } from "../build-folder.ts";
import { OutputsDiffer } from "../equal-outputs.ts";
import { measureKit, VARIANTS } from "./kit.ts";
import type { Variant } from "./variant.ts";

const ROOT = join(import.meta.dirname, "../../..");
const DEADLINE_MS = 120_000;

/** The real handlers, one of them replaced by other source. */
async function withReplaced(name: string, source: (text: string) => string): Promise<Variant[]> {
  const folder = await buildFolder("bench-kit-test");
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const original = VARIANTS.find((variant) => variant.name === name)!.entry;
  const entry = join(folder, "handler.ts");
  const text = await readFile(original, "utf8");
  await writeFile(entry, source(text.replace("../order.ts", join(original, "../../order.ts"))));
  return VARIANTS.map((variant) => (variant.name === name ? { ...variant, entry } : variant));
}

describe("pnpm bench kit", () => {
  test(
    "runs to its end and keeps what it measured",
    async () => {
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ["scripts/bench/main.ts", "kit", "--quick"],
        { cwd: ROOT, encoding: "utf8" },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining("kit: ") });
      expect(stdout).toMatch(/^lambda-kit +\d.* ×/m);
      expect(stdout).toContain("deeply equal answers");
      const stored = JSON.parse(
        await readFile(join(ROOT, ".local/reports/bench-kit.json"), "utf8"),
      ) as { comparisons: { rows: { name: string; ratio: { median: number } }[] }[] };
      const handWritten = stored.comparisons[0]!.rows.find(({ name }) => name === "by hand");
      expect(handWritten?.ratio.median).toBe(1);
    },
    DEADLINE_MS,
  );

  test(
    "refuses to compare a handler that answers something else",
    async () => {
      const variants = await withReplaced("bare", (text) => text.replace("+= quantity *", "+="));
      await expect(
        measureKit(variants, { quick: true, progress: () => undefined }),
      ).rejects.toThrow(OutputsDiffer);
    },
    DEADLINE_MS,
  );

  test(
    "refuses to compare a handler that logs something else",
    async () => {
      const variants = await withReplaced("by hand", (text) =>
        text.replace('"invocation ended"', '"done"'),
      );
      await expect(
        measureKit(variants, { quick: true, progress: () => undefined }),
      ).rejects.toThrow(/invocation ended/);
    },
    DEADLINE_MS,
  );
});

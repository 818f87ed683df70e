import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const READMES = globSync("{packages,services}/*/README.md");

/** The TypeScript blocks of a Markdown file. */
function blocksOf(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = ""]) => code);
}

test("every package's README has code to try", () => {
  const packages = READMES.filter((path) => path.startsWith("packages"));
  expect(packages.length).toBeGreaterThan(0);
  expect(packages.filter((path) => blocksOf(path).length === 0)).toEqual([]);
});

test.each(READMES.filter((path) => blocksOf(path).length > 0))(
  "the code in %s compiles",
  (path) => {
    const folder = join(dirname(path), ".build", "readme");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [index, code] of blocksOf(path).entries()) {
      writeFileSync(join(folder, `block-${index}.ts`), code);
    }
    const compilerOptions = { noUnusedLocals: false };
    const config = {
      extends: "../../../../tsconfig.base.json",
      include: ["*.ts"],
      compilerOptions,
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const { stdout } = spawnSync("tsc", ["--noEmit", "-p", folder], { encoding: "utf8" });
    expect(stdout).toBe("");
  },
);

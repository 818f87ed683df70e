import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const PACKAGE = join(import.meta.dirname, "..");

function tsc(project: string): { status: number | null; stdout: string } {
  const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  const args = [join(typescript, "bin/tsc"), "--noEmit", "-p", project];
  return spawnSync(process.execPath, args, { encoding: "utf8" });
}

test("the code in the README compiles", async () => {
  const readme = await readFile(join(PACKAGE, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gmsu)].map(([, code = ""]) => code);
  expect(blocks.length).toBeGreaterThan(0);

  await mkdir(join(PACKAGE, ".build"), { recursive: true });
  const folder = await mkdtemp(join(PACKAGE, ".build/readme-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await Promise.all(blocks.map((code, at) => writeFile(join(folder, `block-${at}.ts`), code)));
  const config = { extends: "../../tsconfig.json", include: ["*.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));

  expect(tsc(folder)).toMatchObject({ status: 0, stdout: "" });
});

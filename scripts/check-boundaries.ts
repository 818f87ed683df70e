import { cruise } from "dependency-cruiser";
import type { ICruiseResult } from "dependency-cruiser";
import { globSync } from "node:fs";
import { BOUNDARIES } from "./boundaries.ts";

/*
 * Without a TypeScript that it understands dependency-cruiser reads no .ts file, reports success
 * over nothing and exits with 0; so the files that it has read are counted here.
 */
const FOLDERS = ["packages", "services", "scripts"];
const { output } = await cruise(FOLDERS, {
  ...BOUNDARIES.options,
  validate: true,
  ruleSet: { forbidden: BOUNDARIES.forbidden },
});
const { modules, summary } = parse(output);

const own = modules.filter(
  ({ source }) => source.endsWith(".ts") && !source.includes("node_modules"),
);
const expected = globSync(`{${FOLDERS.join(",")}}/**/*.ts`, {
  exclude: (name) => /node_modules|\.serverless|\.esbuild|fixtures/.test(name),
});

for (const { rule, from, to } of summary.violations) {
  console.error(`${rule.name}: ${from} → ${to}`);
}
console.log(
  `boundaries: ${own.length} of ${expected.length} files read, ${summary.totalDependenciesCruised} imports`,
);
if (own.length === 0 || own.length < expected.length) {
  const seen = new Set(own.map(({ source }) => source));
  console.error("not read:", expected.filter((path) => !seen.has(path)).slice(0, 20));
  process.exitCode = 1;
}
if (summary.violations.length > 0) process.exitCode = 1;

function parse(result: ICruiseResult | string): ICruiseResult {
  if (typeof result === "string") throw new Error("dependency-cruiser answered text");
  return result;
}

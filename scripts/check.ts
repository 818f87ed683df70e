import { spawn } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { generateCode } from "./generate-code.ts";

/*
 * Every check of the repository, in order. A check that fails does not hide the ones behind it.
 * `node scripts/check.ts lint types` runs only those named.
 */
interface Check {
  readonly name: string;
  run(): Promise<Tally>;
}

interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const REPORTS = join(".local", "reports");
const PROJECTS = ["tsconfig.json", ...globSync("{packages,services}/*/{,web/}tsconfig.json")];

/** The part of vitest's JSON report that is counted. */
const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numTotalTests: z.int(),
  success: z.boolean(),
});

const CHECKS: readonly Check[] = [
  { name: "format", run: () => tool(["oxfmt", "--check", "."], /on (\d+) files/) },
  {
    name: "lint",
    run: () => tool(["oxlint", "--type-aware", "--deny-warnings"], /on (\d+) files/),
  },
  { name: "types", run: checkTypes },
  {
    name: "boundaries",
    run: () => tool(["node", "scripts/check-boundaries.ts"], /boundaries: (\d+) of/),
  },
  {
    name: "unused",
    run: () =>
      tool(
        ["knip", "--reporter", "symbols", "--reporter", "./scripts/knip-reporter.ts"],
        /unused code: (\d+) files/,
      ),
  },
  {
    name: "templates",
    run: () => tool(["node", "scripts/check-templates.ts"], /templates: (\d+) with/),
  },
  { name: "unit", run: () => vitest("unit") },
  { name: "local", run: () => vitest("local") },
  { name: "browser", run: () => vitest("browser") },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `no check ${unknown.join(", ")}; there are: ${CHECKS.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

mkdirSync(REPORTS, { recursive: true });
await generateCode();
let passed = 0;
let failed = 0;
const failures: string[] = [];
for (const check of CHECKS) {
  if (wanted.length > 0 && !wanted.includes(check.name)) continue;
  console.log(`\n── ${check.name} ──`);
  const startedAt = performance.now();
  const tally = await check.run();
  passed += tally.passed;
  failed += tally.failed;
  if (tally.failed > 0) failures.push(check.name);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`── ${check.name}: ${tally.failed === 0 ? "ok" : "FAILED"} in ${seconds} s`);
}
if (failures.length > 0) console.log(`\nfailed: ${failures.join(", ")}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** One tool, one result; `looked` finds in its output how many files it has looked at. */
async function tool(command: readonly string[], looked: RegExp): Promise<Tally> {
  const { status, output } = await run(command);
  const count = Number(looked.exec(output)?.[1] ?? 0);
  if (count === 0) console.error(`${command[0]} has looked at nothing`);
  return status === 0 && count > 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function checkTypes(): Promise<Tally> {
  let failedProjects = 0;
  for (const project of PROJECTS) {
    const { status, output } = await run(["tsc", "--noEmit", "--listFiles", "-p", project], true);
    const own = output
      .split("\n")
      .filter((line) => line.startsWith("/") && !line.includes("node_modules"));
    const problems = output.split("\n").filter((line) => line.includes("error TS"));
    if (problems.length > 0) console.error(problems.join("\n"));
    console.log(`${project}: ${own.length} files`);
    if (status !== 0 || own.length === 0) failedProjects += 1;
  }
  return { passed: PROJECTS.length - failedProjects, failed: failedProjects };
}

async function vitest(project: string): Promise<Tally> {
  const report = join(REPORTS, `${project}.json`);
  const { status } = await run([
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const result = VitestReport.parse(JSON.parse(readFileSync(report, "utf8")));
  // A file that does not load, or an unhandled error, fails the run without failing a test.
  const broken = status !== 0 && result.numFailedTests === 0 ? 1 : 0;
  const empty = result.numTotalTests === 0 ? 1 : 0;
  return { passed: result.numPassedTests, failed: result.numFailedTests + broken + empty };
}

/** Runs a command with its output shown (unless `quiet`) and kept. */
function run(
  [command = "", ...args]: readonly string[],
  quiet = false,
): Promise<{ status: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? "1" : "0" },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (!quiet) process.stdout.write(chunk);
      });
    }
    child.once("error", reject);
    child.once("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

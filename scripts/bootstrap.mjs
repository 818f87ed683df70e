// Sets everything up on a machine that has only Node 20 or later and npm, then hands over.
// No dependency may be imported here: nothing is installed yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MIN_NODE_MAJOR = 20;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TOOLCHAIN = join(ROOT, ".local", "toolchain");
const INSTALLED = join(ROOT, ".local", "installed");
const IS_WINDOWS = process.platform === "win32";

const [task = "start", ...args] = process.argv.slice(2);
const TASKS = { start: "scripts/start.ts", check: "scripts/check.ts" };

main();

function main() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < MIN_NODE_MAJOR) {
    stop(`Node ${process.versions.node} is too old: Node ${MIN_NODE_MAJOR} or later is needed.`);
  }
  const script = TASKS[task];
  if (script === undefined) stop(`No task "${task}"; there are: ${Object.keys(TASKS).join(", ")}.`);

  const pnpm = preparePnpm();
  installPackages(pnpm);
  // Node 24 is a package like any other (`node` in package.json), first on the PATH from here on.
  const bin = join(ROOT, "node_modules", ".bin");
  const path = [bin, dirname(pnpm), process.env.PATH].join(IS_WINDOWS ? ";" : ":");
  const node = join(bin, IS_WINDOWS ? "node.CMD" : "node");
  const { status, signal } = spawnSync(node, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: "inherit",
    shell: IS_WINDOWS,
    env: { ...process.env, PATH: path },
  });
  process.exitCode = status ?? (signal === "SIGINT" ? 130 : 1);
}

/** The pinned pnpm: from npm, into a folder of its own, once. */
function preparePnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const pnpm = join(TOOLCHAIN, "node_modules", ".bin", IS_WINDOWS ? "pnpm.CMD" : "pnpm");
  const manifest = join(TOOLCHAIN, "node_modules", "pnpm", "package.json");
  const present = existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version;
  if (`pnpm@${present}` === packageManager && existsSync(pnpm)) return pnpm;

  console.log(`Setting up: fetching ${packageManager} …`);
  mkdirSync(TOOLCHAIN, { recursive: true });
  const options = ["--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", ["install", "--prefix", TOOLCHAIN, ...options, packageManager]);
  return pnpm;
}

/** Installs from the frozen lock file, unless nothing has changed since the last time. */
function installPackages(pnpm) {
  const state = fingerprint();
  const isDone = existsSync(INSTALLED) && readFileSync(INSTALLED, "utf8") === state;
  if (isDone && existsSync(join(ROOT, "node_modules", ".bin"))) return;

  console.log("Setting up: installing packages from the lock file …");
  run(pnpm, ["install", "--frozen-lockfile", "--config.engine-strict=false"]);
  mkdirSync(dirname(INSTALLED), { recursive: true });
  writeFileSync(INSTALLED, state);
}

/** What decides whether an install is still good: the lock file and every package.json. */
function fingerprint() {
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"];
  for (const group of ["packages", "services"]) {
    for (const name of readdirSync(join(ROOT, group)).sort()) {
      files.push(join(group, name, "package.json"));
    }
  }
  const hash = createHash("sha256").update(`${process.platform}-${process.arch}`);
  for (const file of files) {
    const path = join(ROOT, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function run(command, commandArgs) {
  const result = spawnSync(command, commandArgs, {
    cwd: ROOT,
    stdio: "inherit",
    shell: IS_WINDOWS,
  });
  if (result.error !== undefined) stop(`${command} could not be run: ${result.error.message}`);
  if (result.status !== 0) stop(`${command} ${commandArgs[0]} ended with ${result.status}.`);
}

function stop(message) {
  console.error(message);
  process.exit(1);
}

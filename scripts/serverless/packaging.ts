import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { devNull } from "node:os";
import { dirname, join, relative } from "node:path";
import { PACKAGE_FOLDER, providePackage } from "./package-cache.ts";

const ROOT = join(import.meta.dirname, "../..");
const GIVEN_PACKAGE = ".packaged";
const NOT_COPIED = /(?:^|\/)(?:node_modules|\.serverless|\.esbuild|samples)(?:\/|$)/u;

/** Without HOME the SDK would still find the user's files, and on EC2 the machine's role. */
const NO_CREDENTIALS = {
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_CONFIG_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
};

/** How a command of the CLI ended. */
export interface CliResult {
  /** Null when it had to be killed. */
  readonly exitCode: number | null;
  readonly durationMs: number;
  /** Standard output and standard error. */
  readonly output: string;
}

/** A copy of a service that a test may package, and break, while others use the original. */
export interface ServiceCopy {
  readonly folder: string;
  /**
   * Runs `sls` in the copy, without HOME, credentials or anything else from this process but PATH;
   * `environment` adds to that, as a deployment needs it. A deployment takes the package of an
   * earlier one of the same files with the same arguments, if there was one.
   */
  readonly sls: (
    args: readonly string[],
    deadlineMs: number,
    environment?: Readonly<Record<string, string>>,
  ) => Promise<CliResult>;
  readonly remove: () => Promise<void>;
}

interface Run {
  readonly deadlineMs: number;
  readonly environment: Readonly<Record<string, string>>;
}

async function deployPackaged(
  folder: string,
  args: readonly string[],
  run: Run,
): Promise<CliResult> {
  let packaging: CliResult | undefined;
  const isThere = await providePackage(folder, args, async () => {
    packaging = await runSls(folder, ["package", ...args], run);
    return packaging.exitCode === 0;
  });
  if (!isThere && packaging !== undefined) return packaging;
  // Deploying a package, the CLI works in, and at its end removes, the folder where a plain deployment leaves one.
  const [made, given] = [join(folder, PACKAGE_FOLDER), join(folder, GIVEN_PACKAGE)];
  await rename(made, given);
  const deployed = await runSls(folder, ["deploy", "--package", GIVEN_PACKAGE, ...args], run);
  await rm(made, { recursive: true, force: true });
  await rename(given, made);
  return deployed;
}

async function runSls(
  folder: string,
  args: readonly string[],
  { deadlineMs, environment }: Run,
): Promise<CliResult> {
  const cli = createRequire(import.meta.url).resolve("serverless/bin/serverless.js");
  const startedAt = performance.now();
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: { PATH: dirname(process.execPath), ...NO_CREDENTIALS, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: deadlineMs,
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  // "exit", not "close": esbuild's child outlives a killed CLI and holds the pipes.
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("exit", resolve);
  });
  child.stdout.destroy();
  child.stderr.destroy();
  return { exitCode, durationMs: performance.now() - startedAt, output };
}

/** Copies a service to a folder at the same depth, so that its relative paths keep their meaning. */
export async function copyService(service: string): Promise<ServiceCopy> {
  const source = join(ROOT, "services", service);
  await mkdir(join(ROOT, ".build"), { recursive: true });
  const folder = await mkdtemp(join(ROOT, ".build", `${service}-`));
  await cp(source, folder, {
    recursive: true,
    filter: (path) => !NOT_COPIED.test(relative(source, path)),
  });
  await symlink(join(source, "node_modules"), join(folder, "node_modules"), "dir");
  return {
    folder,
    sls: (args, deadlineMs, environment = {}) =>
      args[0] === "deploy"
        ? deployPackaged(folder, args.slice(1), { deadlineMs, environment })
        : runSls(folder, args, { deadlineMs, environment }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

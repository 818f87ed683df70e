import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SessionCredentials } from "../access/sessions.ts";
import type { FunctionSpec } from "./function-spec.ts";

/** What one function process starts with. */
export interface ProcessOptions {
  readonly execArgv: string[];
  readonly env: Record<string, string>;
}

const DNS_HOOK = new URL("./dns-hook.mjs", import.meta.url).href;

/** The program that every function process runs. */
export const BOOTSTRAP = fileURLToPath(new URL("./bootstrap.mjs", import.meta.url));

const HEAP_SHARE = 0.9; // of MemorySize; the rest is for the process itself
const SYSTEM_PATH = ["/usr/local/bin", "/usr/bin", "/bin"];

/** Switches that Lambda runs Node with; each changes which packages load at all. */
const LAMBDA_FLAGS: Readonly<Record<string, readonly string[]>> = {
  "nodejs20.x": ["--no-experimental-require-module", "--no-experimental-detect-module"],
  "nodejs22.x": ["--no-experimental-require-module", "--no-experimental-detect-module"],
  "nodejs24.x": ["--no-experimental-require-module"],
};

/**
 * Builds switches and environment of a process. Nothing of the cloud's own environment goes in:
 * no profile, no proxy, no `NODE_OPTIONS`, and a home folder without AWS settings.
 *
 * Layers cannot be mounted at /opt, so their folders stand in the search paths instead, the last one first:
 * at /opt, its files would lie over those of the others.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function processOptions(
  spec: FunctionSpec,
  at: {
    taskRoot: string;
    layerRoots: readonly string[];
    scratch: string;
    region: string;
    endpoint: string;
    credentials: SessionCredentials;
    logStream: string;
    clockOffsetMs: number;
  },
): ProcessOptions {
  const layerPaths = (...parts: string[]): string[] =>
    at.layerRoots.toReversed().map((root) => join(root, ...parts));
  const nodeMajor = /\d+/.exec(spec.runtime)?.[0] ?? "";
  return {
    execArgv: [
      ...(LAMBDA_FLAGS[spec.runtime] ?? []),
      `--max-old-space-size=${Math.floor(spec.memoryMb * HEAP_SHARE)}`,
      `--import=${DNS_HOOK}`,
    ],
    env: {
      LANG: "en_US.UTF-8",
      TZ: ":UTC",
      PATH: [...layerPaths("bin"), dirname(process.execPath), ...SYSTEM_PATH].join(delimiter),
      LD_LIBRARY_PATH: [...layerPaths("lib"), at.taskRoot, join(at.taskRoot, "lib")].join(":"),
      NODE_PATH: [
        ...layerPaths(`nodejs/node${nodeMajor}/node_modules`),
        ...layerPaths("nodejs/node_modules"),
      ].join(delimiter),
      ...spec.variables,
      HOME: at.scratch,
      TMPDIR: at.scratch,
      LAMBDA_TASK_ROOT: at.taskRoot,
      _HANDLER: spec.handler,
      AWS_REGION: at.region,
      AWS_DEFAULT_REGION: at.region,
      AWS_ENDPOINT_URL: at.endpoint,
      AWS_ACCESS_KEY_ID: at.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: at.credentials.secretAccessKey,
      AWS_SESSION_TOKEN: at.credentials.sessionToken,
      AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime}`,
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_FUNCTION_NAME: spec.name,
      AWS_LAMBDA_FUNCTION_VERSION: spec.version,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: at.logStream,
      AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
      AWS_LAMBDA_LOG_LEVEL: spec.logLevel,
      _LOCAL_CLOCK_OFFSET_MS: String(at.clockOffsetMs),
    },
  };
}

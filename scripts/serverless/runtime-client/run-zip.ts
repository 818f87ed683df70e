import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";

const DEADLINE_MS = 30_000;
const NATIVE_HALF = fileURLToPath(import.meta.resolve("./native-half.cjs"));

/** A packaged function and what it is to answer. */
export interface ZipRun {
  /** Path of the zip. */
  readonly zip: string;
  /** As in the template: `src/functions/verb-noun.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
}

/** How the function ended its only invocation, or its init phase. */
export interface ZipResult {
  readonly kind: "response" | "error" | "init-error";
  /** JSON as the runtime client posted it. */
  readonly body: string;
  /** Everything the process wrote. */
  readonly log: string;
}

/** Files of a zip, by their path in it. */
export async function readZip(zip: string): Promise<ReadonlyMap<string, Uint8Array>> {
  return new Map(Object.entries(unzipSync(await readFile(zip))));
}

async function unpack(zip: string, folder: string): Promise<void> {
  for (const [path, bytes] of await readZip(zip)) {
    const target = join(folder, path);
    if (!target.startsWith(folder)) throw new Error(`${zip} reaches outside: ${path}`);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

function kindOf(path: string): ZipResult["kind"] {
  if (path.endsWith("/response")) return "response";
  return path.endsWith("/init/error") ? "init-error" : "error";
}

/** A Runtime API with one invocation to give away; the second `next` waits, as on Lambda, for ever. */
function runtimeApi(event: unknown, done: (result: Omit<ZipResult, "log">) => void): Server {
  let given = false;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "";
    if (request.method === "POST") {
      const body = await text(request);
      response.writeHead(202).end("{}");
      done({ kind: kindOf(path), body });
    } else if (!given) {
      given = true;
      response.writeHead(200, {
        "content-type": "application/json",
        "lambda-runtime-aws-request-id": "00000000-0000-4000-8000-000000000001",
        "lambda-runtime-deadline-ms": String(Date.now() + DEADLINE_MS),
        "lambda-runtime-invoked-function-arn":
          "arn:aws:lambda:eu-west-1:000000000000:function:packaged",
        "lambda-runtime-trace-id": "Root=1-00000000-000000000000000000000000;Sampled=0",
      });
      response.end(JSON.stringify(event));
    }
  };
  return createServer((request, response) => void answer(request, response));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function start(folder: string, port: number, run: ZipRun) {
  const client = fileURLToPath(import.meta.resolve("aws-lambda-ric"));
  // Lambda runs Node with require() of ES modules off: a package that needs it works here and fails there.
  const flags = ["--no-experimental-require-module", "--require", NATIVE_HALF];
  return spawn(process.execPath, [...flags, client], {
    cwd: folder,
    env: {
      _HANDLER: run.handler,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_LAMBDA_FUNCTION_NAME: "packaged",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/packaged",
      AWS_LAMBDA_LOG_STREAM_NAME: "packaged",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "packaged",
      AWS_SECRET_ACCESS_KEY: "packaged",
      ...run.environment,
    },
  });
}

/**
 * Runs a zip as Lambda does: unpacked into an empty folder, loaded and invoked once by AWS's own runtime
 * client, with Lambda's Node flags and nothing but Lambda's environment.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
export async function runZip(run: ZipRun): Promise<ZipResult> {
  const folder = await mkdtemp(join(tmpdir(), "packaged-"));
  await unpack(run.zip, folder);
  const ended = Promise.withResolvers<Omit<ZipResult, "log">>();
  const server = runtimeApi(run.event, ended.resolve);
  const child = start(folder, await listen(server), run);
  const late = setTimeout(() => ended.reject(new Error("no answer in time")), DEADLINE_MS);
  let log = "";
  child.stdout.on("data", (chunk) => (log += String(chunk)));
  child.stderr.on("data", (chunk) => (log += String(chunk)));
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  void gone.then(() => ended.reject(new Error(`the runtime client ended: ${log}`)));
  try {
    const result = await ended.promise;
    child.kill();
    await gone; // what it wrote is complete only now
    return { ...result, log };
  } finally {
    clearTimeout(late);
    child.kill();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

import { fork, type ChildProcess } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const PROGRAM = fileURLToPath(new URL("./handler-process.mjs", import.meta.url));
const DEADLINE_MS = 60_000;
// As Lambda runs nodejs24.x, with the memory of a usual function.
const LAMBDA_FLAGS = ["--no-experimental-require-module", "--max-old-space-size=460"];

const Message = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), importMs: z.number(), startMs: z.number() }),
  z.object({ type: z.literal("ran"), microseconds: z.number(), output: z.unknown() }),
]);
type Message = z.infer<typeof Message>;
type Ready = Extract<Message, { type: "ready" }>;
type Ran = Extract<Message, { type: "ran" }>;

/** What to load, and with which environment beside Lambda's own. */
export interface HandlerOptions {
  /** Path of the module. */
  readonly bundle: string;
  readonly exportName?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Gets what the process logs; without it the log goes nowhere. */
  readonly onLog?: (text: string) => void;
}

/** A bundle in a process of its own, ready to be invoked. */
export interface HandlerProcess {
  /** Milliseconds that the import of the bundle took. */
  readonly importMs: number;
  /** Milliseconds from the start of the process to the end of the import. */
  readonly startMs: number;
  /** Invokes `count` times, one after the other: microseconds per invocation, and the last answer. */
  run(event: unknown, count: number): Promise<Ran>;
  /** Ends the process and resolves when its log is whole. */
  stop(): Promise<void>;
}

/** Variables that Lambda sets and its libraries read. */
const LAMBDA_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  POWERTOOLS_SERVICE_NAME: "bench",
  NODE_ENV: "production",
  TZ: ":UTC",
};

function nextMessage(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${PROGRAM} does not answer`));
    }, DEADLINE_MS);
    const gone = (code: number | null): void => {
      clearTimeout(late);
      reject(new Error(`the handler's process ended with ${code}`));
    };
    child.once("exit", gone).once("message", (raw) => {
      clearTimeout(late);
      child.off("exit", gone);
      resolve(Message.parse(raw));
    });
  });
}

/** Starts a process for one bundle with Lambda's Node flags and resolves when it is loaded. */
export async function startHandler(options: HandlerOptions): Promise<HandlerProcess> {
  const { bundle, exportName = "handler", environment = {}, onLog } = options;
  const log = onLog === undefined ? "ignore" : "pipe";
  const child = fork(PROGRAM, [bundle, exportName], {
    cwd: dirname(bundle),
    env: { ...LAMBDA_ENVIRONMENT, ...environment },
    execArgv: LAMBDA_FLAGS,
    stdio: ["ignore", log, "inherit", "ipc"],
  });
  child.stdout?.setEncoding("utf8").on("data", onLog ?? (() => undefined));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ready = await nextMessage(child);
  if (ready.type !== "ready") throw new Error("an answer before the question");
  return { ...pick(ready), run: (event, count) => run(child, { event, count }), stop };

  async function stop(): Promise<void> {
    child.kill("SIGKILL"); // what it wrote is in the pipe, and read before "close"
    await closed;
  }
}

function pick({ importMs, startMs }: Ready): { importMs: number; startMs: number } {
  return { importMs, startMs };
}

async function run(child: ChildProcess, call: { event: unknown; count: number }): Promise<Ran> {
  const answer = nextMessage(child);
  child.send({ event: JSON.stringify(call.event), count: call.count });
  const ran = await answer;
  if (ran.type !== "ran") throw new Error("the handler's process started twice");
  return ran;
}

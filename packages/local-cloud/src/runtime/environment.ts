import { fork, type ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import * as z from "zod";
import type { Invocation } from "./function-spec.ts";
import type { Janitor } from "./janitor.ts";
import { splitLines } from "./line-splitter.ts";
import { BOOTSTRAP, type ProcessOptions } from "./process-options.ts";

/** How the init phase ended. */
export type InitOutcome = { readonly kind: "ready" } | Failure;

/** How one invocation ended. After anything but `done` and a non-fatal `error` the process is gone. */
export type RunOutcome =
  | { readonly kind: "done"; readonly body: Uint8Array; readonly contentType?: string }
  | Failure;

export type Failure =
  /** `error` is JSON text as Lambda answers it. */
  | { readonly kind: "error"; readonly error: string; readonly fatal: boolean }
  | { readonly kind: "timeout" }
  | { readonly kind: "exit"; readonly reason: string };

/** One execution environment: a process of its own with a scratch folder of its own. */
export interface Environment {
  init(limitMs: number): Promise<InitOutcome>;
  run(invocation: Invocation, limitMs: number, clockOffsetMs: number): Promise<RunOutcome>;
  /** Nothing of the function runs until `thaw`: no timer, no unfinished promise. */
  freeze(): void;
  thaw(): void;
  kill(): void;
  readonly alive: boolean;
  /** Peak resident memory so far. */
  readonly peakMb: number;
}

const ChildMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("init-error"), error: z.string() }),
  z.object({ type: z.literal("chunk"), requestId: z.string(), data: z.string() }),
  z.object({ type: z.literal("content-type"), requestId: z.string(), contentType: z.string() }),
  z.object({
    type: z.literal("done"),
    requestId: z.string(),
    body: z.string(),
    streaming: z.boolean(),
    peakKb: z.number(),
  }),
  z.object({
    type: z.literal("error"),
    requestId: z.string().optional(),
    error: z.string(),
    fatal: z.boolean().optional(),
    peakKb: z.number(),
  }),
]);
type ChildMessage = z.infer<typeof ChildMessage>;

const SIGNAL_TEXTS: Readonly<Record<string, string>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

/** Starts a process; `onLine` gets each log record, also those of the init phase. */
export function startEnvironment(parts: {
  options: ProcessOptions;
  taskRoot: string;
  scratch: string;
  compileCache: string;
  janitor: Janitor;
  onLine: (text: string) => void;
}): Environment {
  const { options, scratch, janitor } = parts;
  const child = fork(BOOTSTRAP, [parts.compileCache], {
    cwd: parts.taskRoot,
    env: options.env,
    execArgv: options.execArgv,
    stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
    // A group of its own: Ctrl+C in the terminal is not for it, and its children die with it.
    detached: true,
  });
  const { pid } = child;
  if (pid !== undefined) janitor.watch(pid);
  followLogs(child, parts.onLine);

  let alive = true;
  let doomed = false; // killed, but not dead yet
  let frozen = false;
  let peakKb = 0;
  let settle: ((outcome: InitOutcome | RunOutcome) => void) | undefined;
  let invocation: Invocation | undefined;
  let chunks: Uint8Array[] = [];
  let contentType: string | undefined;

  const signal = (name: NodeJS.Signals): void => {
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch {
      // The whole group has ended already.
    }
  };
  const finish = (outcome: InitOutcome | RunOutcome): void => {
    const waiting = settle;
    settle = undefined;
    if (waiting !== undefined) void drained().then(() => waiting(outcome));
  };
  const done = (message: { body: string; streaming: boolean }): void => {
    const body = message.streaming ? Buffer.concat(chunks) : Buffer.from(message.body);
    finish({ kind: "done", body, ...(contentType === undefined ? {} : { contentType }) });
  };
  const onChunk = (data: string): void => {
    const chunk = Buffer.from(data, "base64");
    chunks.push(chunk);
    invocation?.onChunk?.(chunk);
  };
  const onMessage = (message: ChildMessage): void => {
    if ("peakKb" in message) peakKb = Math.max(peakKb, message.peakKb);
    switch (message.type) {
      case "ready":
        return finish({ kind: "ready" });
      case "init-error":
        return finish({ kind: "error", error: message.error, fatal: true });
      case "chunk":
        return onChunk(message.data);
      case "content-type":
        contentType = message.contentType;
        return;
      case "done":
        return done(message);
      case "error":
        return finish({ kind: "error", error: message.error, fatal: message.fatal === true });
    }
  };

  child.on("message", (raw) => {
    const message = ChildMessage.safeParse(raw);
    // A late word of an invocation that has timed out is not for the next one.
    const current =
      message.data === undefined ||
      !("requestId" in message.data) ||
      message.data.requestId === undefined ||
      message.data.requestId === invocation?.requestId;
    if (message.success && current) onMessage(message.data);
  });
  const ended = (reason: string): void => {
    if (!alive) return;
    alive = false;
    if (pid !== undefined) janitor.release(pid);
    signal("SIGKILL");
    finish({ kind: "exit", reason });
    void rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  };
  child.on("error", (error) => ended(error.message));
  child.on("exit", (code, name) => ended(exitReason(code, name)));

  const kill = (): void => {
    doomed = true;
    signal("SIGKILL");
  };
  const wait = <Outcome extends InitOutcome | RunOutcome>(limitMs: number): Promise<Outcome> =>
    new Promise((resolve) => {
      // Real time, not the cloud's clock: the function itself runs in real time, and a test that
      // moves the clock on by hours must not kill what happens to run just then.
      const timer = setTimeout(() => {
        kill();
        finish({ kind: "timeout" });
      }, limitMs);
      settle = (outcome) => {
        clearTimeout(timer);
        // oxlint-disable-next-line typescript/consistent-type-assertions -- a process is either in its init phase or in a run
        resolve(outcome as Outcome);
      };
      if (!alive) finish({ kind: "exit", reason: "exit status 1" });
    });

  return {
    init: (limitMs) => wait<InitOutcome>(limitMs),
    run(next, limitMs, clockOffsetMs) {
      invocation = next;
      chunks = [];
      contentType = undefined;
      const outcome = wait<RunOutcome>(limitMs);
      const { onChunk: _, ...message } = next;
      if (alive) child.send({ ...message, timeoutMs: limitMs, clockOffsetMs }, () => undefined);
      return outcome;
    },
    freeze() {
      if (alive && !frozen) signal("SIGSTOP");
      frozen = true;
    },
    thaw() {
      if (alive && frozen) signal("SIGCONT");
      frozen = false;
    },
    kill,
    get alive() {
      return alive && !doomed;
    },
    get peakMb() {
      return Math.ceil(peakKb / 1024);
    },
  };
}

function followLogs(child: ChildProcess, onLine: (text: string) => void): void {
  const [, stdout, stderr, , records] = child.stdio;
  for (const stream of [stdout, stderr]) {
    if (isReadable(stream)) splitLines(stream, onLine);
  }
  if (isReadable(records)) splitLines(records, (line) => onLine(recordOf(line)));
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === "object" && stream !== null && "read" in stream;
}

/** The function could write to the descriptor itself; then its line is taken as it is. */
function recordOf(line: string): string {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === "string" ? record : line;
  } catch {
    return line;
  }
}

/**
 * What the process wrote before its last message is in the pipes by now, but perhaps not read:
 * two turns of the event loop read it, so the log of a run is whole when its answer goes out.
 */
function drained(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

function exitReason(code: number | null, name: NodeJS.Signals | null): string {
  if (name !== null) return `signal: ${SIGNAL_TEXTS[name] ?? name.slice(3).toLowerCase()}`;
  return `exit status ${code ?? 0}`;
}

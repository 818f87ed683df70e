import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A program to run, without a shell. */
export interface ProcessRequest {
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads on standard input. */
  readonly input: AsyncIterable<Buffer>;
  /** Kills it at once. */
  readonly signal: AbortSignal;
}

/** How it ended. */
export interface ProcessEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to standard error. */
  readonly stderrTail: string;
}

const TAIL_CHARS = 4096;

/**
 * Runs a program until it has ended and its pipes are closed; none is left behind, however this ends.
 *
 * @throws What `input` throws, and the signal's reason; the program is killed then. Also when it cannot be started.
 */
export async function runProcess({
  program,
  args,
  input,
  signal,
}: ProcessRequest): Promise<ProcessEnd> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    stdio: ["pipe", "ignore", "pipe"],
    env: { PATH: process.env["PATH"] },
  });
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  let stderrTail = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderrTail = (stderrTail + text).slice(-TAIL_CHARS);
  });
  const ended = new Promise<Omit<ProcessEnd, "stderrTail">>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, name) => resolve({ exitCode, signal: name }));
  });
  // A program that has enough closes its input; how it ended says whether that is well.
  const fed = pipeline(Readable.from(input, { objectMode: false }), child.stdin).catch(
    (error: unknown) => {
      if (isClosedPipe(error)) return;
      kill();
      throw error;
    },
  );
  try {
    const [end] = await Promise.all([ended, fed]);
    signal.throwIfAborted();
    return { ...end, stderrTail };
  } catch (error) {
    await ended.catch(() => undefined);
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}

function isClosedPipe(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return ["EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "ERR_STREAM_DESTROYED"].includes(
    String(error.code),
  );
}

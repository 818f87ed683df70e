import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import * as z from "zod";

const SCRIPT = join(import.meta.dirname, "decode.py");
const CANDIDATES = ["python3", "/usr/bin/python3"];

const Hello = z.object({ backend: z.string() });
const Run = z.object({ seconds: z.number(), output: z.string().optional() });

/** The post's Python handler in a process of its own. */
export interface PythonDecoder {
  /** Which of protobuf's implementations it has: `cpp`, `upb` or `python`. */
  readonly backend: string;
  /** Decodes the batch once; the output only when it is asked for. */
  readonly run: (wants: "seconds" | "output") => Promise<z.infer<typeof Run>>;
  readonly stop: () => void;
}

/** Starts Python over a file of records; undefined when no Python here has protobuf. */
export async function startPython(recordsFile: string): Promise<PythonDecoder | undefined> {
  const python = CANDIDATES.find(
    (name) => spawnSync(name, ["-c", "import google.protobuf"]).status === 0,
  );
  if (python === undefined) return undefined;
  const child = spawn(python, [SCRIPT, recordsFile]);
  const answers = answersOf(child);
  const { backend } = Hello.parse(await answers());
  return {
    backend,
    run: async (wants) => {
      child.stdin.write(`${wants}\n`);
      return Run.parse(await answers());
    },
    stop: () => child.kill(),
  };
}

/** The next line of the process as JSON; an error when there is none. */
function answersOf(child: ChildProcessWithoutNullStreams): () => Promise<unknown> {
  let problem = "";
  child.stderr.on("data", (chunk) => (problem += String(chunk)));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`Python has ended: ${problem.trim()}`);
    return JSON.parse(value);
  };
}

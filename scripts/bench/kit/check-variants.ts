import { checkEqualOutputs } from "../equal-outputs.ts";
import { startHandler } from "../handler-process.ts";
import type { BuiltVariant } from "./variant.ts";

// Different in every run of one and the same handler.
const CHANGING = new Set(["timestamp", "durationMs", "cold_start"]);

interface Behaviour {
  readonly answers: readonly unknown[];
  readonly logLines: readonly unknown[];
}

function withoutTimes(line: string): unknown {
  return JSON.parse(line, (key, value: unknown) => (CHANGING.has(key) ? typeof value : value));
}

/** Invokes a handler once per event and keeps all that it answers and logs. */
async function behaviourOf(path: string, events: readonly unknown[]): Promise<Behaviour> {
  let log = "";
  const process = await startHandler({ bundle: path, onLog: (text) => (log += text) });
  const answers: unknown[] = [];
  for (const event of events) answers.push((await process.run(event, 1)).output);
  await process.stop();
  return { answers, logLines: log.split("\n").filter(Boolean).map(withoutTimes) };
}

/**
 * Holds the handlers against each other before any of them is measured.
 *
 * @throws {OutputsDiffer} Answers differ, or the lines of two handlers that both log.
 */
export async function checkVariants(
  variants: readonly BuiltVariant[],
  events: readonly unknown[],
): Promise<void> {
  const behaviours = await Promise.all(
    variants.map(async ({ name, path, logs }) => ({
      name,
      logs,
      ...(await behaviourOf(path, events)),
    })),
  );
  checkEqualOutputs(behaviours.map(({ name, answers }) => ({ name, output: answers })));
  const logging = behaviours.filter(({ logs }) => logs === true);
  checkEqualOutputs(logging.map(({ name, logLines }) => ({ name, output: logLines })));
}

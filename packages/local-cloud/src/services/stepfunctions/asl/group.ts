import { Aborted, type Failure, StateError, toStateError } from "./errors.ts";
import type { Frame } from "./frame.ts";
import { isJsonObject, type Json, own } from "./json.ts";

/** Branches or iterations that run side by side. */
export interface Group {
  readonly count: number;
  /** How many may run at once. */
  readonly concurrency: number;
  readonly run: (index: number, signal: AbortSignal) => Promise<Json>;
  /** Whether the group may go on without this member; the first failure that it may not ends it. */
  readonly tolerates: (error: StateError) => boolean;
}

/** The outcome of one member; a tolerated failure has no output. */
export type MemberOutcome = { readonly output: Json } | Failure;

/**
 * Runs a group. The first failure that is not tolerated stops the other members,
 * which have all come to rest when this throws it.
 *
 * @throws {StateError} that failure. @throws {Aborted} the group was stopped from outside.
 */
export async function runGroup(frame: Frame, group: Group): Promise<readonly MemberOutcome[]> {
  const inner = new AbortController();
  const stop = (): void => inner.abort(new Aborted());
  frame.signal.addEventListener("abort", stop, { once: true });
  const outcomes: MemberOutcome[] = [];
  let failure: StateError | undefined;
  let isStopped = false;
  let next = 0;

  const member = async (index: number): Promise<void> => {
    try {
      outcomes[index] = { output: await group.run(index, inner.signal) };
    } catch (thrown) {
      if (thrown instanceof Aborted) {
        isStopped = true;
        return;
      }
      const error = toStateError(thrown);
      outcomes[index] = error.toFailure();
      if (failure !== undefined || group.tolerates(error)) return;
      failure = error;
      stop();
    }
  };
  const worker = async (): Promise<void> => {
    while (next < group.count && !inner.signal.aborted) {
      const index = next;
      next += 1;
      await member(index);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(group.concurrency, group.count) }, worker));
  } finally {
    frame.signal.removeEventListener("abort", stop);
  }
  if (frame.signal.aborted) throw new Aborted();
  if (failure !== undefined) throw failure;
  if (isStopped) throw new Aborted();
  return outcomes;
}

function failureOf(value: Json | undefined): StateError {
  if (!isJsonObject(value)) return new StateError("");
  const [error, cause] = [own(value, "error"), own(value, "cause")];
  return new StateError(
    typeof error === "string" ? error : "",
    typeof cause === "string" ? cause : undefined,
  );
}

/**
 * Runs something whose outcome is recorded as `…Succeeded` or `…Failed`. A restart that
 * finds the record does not run it again: its branches may have been stopped anywhere.
 *
 * @throws {StateError} the failure, recorded or new.
 */
export async function once(frame: Frame, prefix: string, run: () => Promise<Json>): Promise<Json> {
  const known = frame.recorded();
  if (known?.type === `${prefix}Succeeded`) return frame.emit(known.type).value ?? null;
  if (known?.type === `${prefix}Failed`) throw failureOf(frame.emit(known.type).value);
  try {
    const output = await run();
    frame.emit(`${prefix}Succeeded`, undefined, output);
    return output;
  } catch (thrown) {
    if (thrown instanceof Aborted) throw thrown;
    const error = toStateError(thrown);
    frame.emit(`${prefix}Failed`, undefined, { ...error.toFailure() });
    throw error;
  }
}

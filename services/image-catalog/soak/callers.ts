import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { CallFunction, CallOutcome } from "./functions.ts";
import type { Picture } from "./pictures.ts";

const CALLERS = 3;
const PAUSE_MS = 100;

/** One call of `POST /moderation`, and what it was about. */
export interface ModerationCall {
  readonly key: string;
  readonly outcome: CallOutcome;
  /** Undefined when there was no verdict. */
  readonly flagged?: boolean;
  readonly shouldBeFlagged: boolean;
}

/** Callers who ask for verdicts at once, again and again. */
export interface Callers {
  readonly calls: readonly ModerationCall[];
  stop(): Promise<void>;
}

const Verdict = z.object({ flagged: z.boolean() });

/** Asks once for a verdict on a stored picture. */
export async function askForVerdict(
  call: CallFunction,
  bucket: string,
  { key, expected }: Picture,
): Promise<ModerationCall> {
  const outcome = await call("moderateImage", { body: { bucket, key } });
  const verdict = outcome.kind === "answer" ? Verdict.safeParse(outcome.body).data : undefined;
  return { key, outcome, shouldBeFlagged: expected.status === "FLAGGED", ...verdict };
}

/** Starts callers who ask about `pictures`, each of which is stored and never overwritten. */
export function startCallers(
  call: CallFunction,
  bucket: string,
  pictures: readonly Picture[],
): Callers {
  const calls: ModerationCall[] = [];
  const stopping = new AbortController();
  const loop = async (first: number): Promise<void> => {
    for (let index = first; !stopping.signal.aborted; index += CALLERS) {
      const picture = pictures[index % pictures.length];
      if (picture !== undefined) calls.push(await askForVerdict(call, bucket, picture));
      await sleep(PAUSE_MS);
    }
  };
  const loops = Array.from({ length: CALLERS }, (_, first) => loop(first));
  return {
    calls,
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

import type { Clock } from "../../../clock.ts";
import type { Failure } from "./errors.ts";
import type { Journal } from "./journal.ts";
import { isJsonObject, type Json, own } from "./json.ts";

/** What a task token came back with. */
export type CallbackOutcome = { readonly output: Json } | Failure;

interface Waiting {
  readonly resolve: (outcome: CallbackOutcome) => void;
  readonly onHeartbeat: () => void;
}

/** A task that waits for its token. */
export interface OpenCallback {
  readonly outcome: Promise<CallbackOutcome>;
  /** When the last heartbeat came, in milliseconds since the epoch. */
  lastHeartbeatMs(): number | undefined;
  close(): void;
}

function outcomeOf(value: Json | undefined): CallbackOutcome | undefined {
  if (!isJsonObject(value)) return undefined;
  const output = own(value, "output");
  if (output !== undefined) return { output };
  const [error, cause] = [own(value, "error"), own(value, "cause")];
  return {
    error: typeof error === "string" ? error : "",
    ...(typeof cause === "string" ? { cause } : {}),
  };
}

const ENDED = /(?:Succeeded|Failed|TimedOut|Aborted)$/u;

/** The keys of what may follow the first event of an attempt: started, submitted and its end. */
function followers(key: string): readonly string[] {
  const at = key.lastIndexOf(":");
  const sequence = Number(key.slice(at + 1));
  return [1, 2, 3].map((step) => `${key.slice(0, at)}:${sequence + step}`);
}

/** The task tokens an execution has handed out, by the place of their task. */
export class Callbacks {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();
  /** Tasks whose wait has begun in this run: no answer can be early for them any more. */
  readonly #opened = new Set<string>();
  /** What came after a restart, before the replay had come back to the task. */
  readonly #early = new Map<string, CallbackOutcome>();
  readonly #earlyHeartbeats = new Map<string, number>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Starts to wait; an answer from before a restart is there at once. */
  open(key: string): OpenCallback {
    this.#opened.add(key);
    const recorded = this.#journal.get(`${key}/callback`)?.value;
    const known = this.#early.get(key) ?? outcomeOf(recorded);
    let heartbeatMs = this.#earlyHeartbeats.get(key) ?? this.#journal.get(`${key}/heartbeat`)?.atMs;
    const outcome = new Promise<CallbackOutcome>((resolve) => {
      if (known !== undefined) resolve(known);
      else {
        this.#waiting.set(key, {
          resolve,
          onHeartbeat: () => {
            heartbeatMs = this.#clock.now();
          },
        });
      }
    });
    return { outcome, lastHeartbeatMs: () => heartbeatMs, close: () => this.#waiting.delete(key) };
  }

  /** Ends the wait, durably; false when nothing waits for this token. */
  settle(key: string, outcome: CallbackOutcome): boolean {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined && !this.#isAwaitedByReplay(key)) return false;
    this.#journal.append({
      key: `${key}/callback`,
      atMs: this.#clock.now(),
      type: "Callback",
      value: { ...outcome },
    });
    this.#waiting.delete(key);
    if (waiting === undefined) this.#early.set(key, outcome);
    else waiting.resolve(outcome);
    return true;
  }

  /** Puts the heartbeat timeout off; false when nothing waits for this token. */
  heartbeat(key: string): boolean {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined && !this.#isAwaitedByReplay(key)) return false;
    const atMs = this.#clock.now();
    this.#journal.append({ key: `${key}/heartbeat`, atMs, type: "Heartbeat" });
    if (waiting === undefined) this.#earlyHeartbeats.set(key, atMs);
    else waiting.onHeartbeat();
    return true;
  }

  /** The task was waiting when the last run ended, and this run has not come back to it yet. */
  #isAwaitedByReplay(key: string): boolean {
    if (this.#opened.has(key) || this.#early.has(key)) return false;
    if (this.#journal.get(`${key}/callback`) !== undefined) return false;
    const isScheduled = this.#journal.get(key)?.type === "TaskScheduled";
    const records = followers(key).map((follower) => this.#journal.get(follower));
    return isScheduled && !records.some((record) => ENDED.test(record?.type ?? ""));
  }
}

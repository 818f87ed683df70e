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

/** The task tokens an execution has handed out, by the place of their task. */
export class Callbacks {
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal;
    this.#clock = clock;
  }

  /** Starts to wait; an answer from before a restart is there at once. */
  open(key: string): OpenCallback {
    const known = outcomeOf(this.#journal.get(`${key}/callback`)?.value);
    let heartbeatMs = this.#journal.get(`${key}/heartbeat`)?.atMs;
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
    if (waiting === undefined) return false;
    this.#journal.append({
      key: `${key}/callback`,
      atMs: this.#clock.now(),
      type: "Callback",
      value: { ...outcome },
    });
    this.#waiting.delete(key);
    waiting.resolve(outcome);
    return true;
  }

  /** Puts the heartbeat timeout off; false when nothing waits for this token. */
  heartbeat(key: string): boolean {
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) return false;
    const atMs = this.#clock.now();
    this.#journal.append({ key: `${key}/heartbeat`, atMs, type: "Heartbeat" });
    waiting.onHeartbeat();
    return true;
  }
}

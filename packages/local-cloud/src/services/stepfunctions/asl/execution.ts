import type { Clock } from "../../../clock.ts";
import { type CallbackOutcome, Callbacks } from "./callbacks.ts";
import type { StateMachine } from "./definition.ts";
import { Aborted, type Failure, toStateError } from "./errors.ts";
import { Frame } from "./frame.ts";
import type { Journal, JournalRecord } from "./journal.ts";
import type { Json, JsonObject } from "./json.ts";
import { limitedText } from "./payload-limit.ts";
import { runBranch } from "./run-branch.ts";
import type { Integrations, Runtime } from "./runtime.ts";
import { Variables } from "./variables.ts";

const DEFAULT_MAX_EVENTS = 25_000; // history of a standard execution; Step Functions quotas
const END_KEY = "end";

/** How an execution ended. `SUSPENDED`: it did not; it goes on when it is run again. */
export type ExecutionOutcome =
  | { readonly status: "SUCCEEDED"; readonly output: string }
  | ({ readonly status: "FAILED" | "TIMED_OUT" } & Failure)
  | ({ readonly status: "ABORTED" } & Partial<Failure>)
  | { readonly status: "SUSPENDED" };

/** What an execution is made of. */
export interface ExecutionOptions {
  readonly input: Json;
  readonly executionArn: string;
  readonly roleArn: string;
  readonly region: string;
  /** Secret text, stored with the execution: random choices and task tokens derive from it. */
  readonly seed: string;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  readonly integrations: Integrations;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly onEvent?: (record: JournalRecord) => void;
  /** Tighter than the machine's own `TimeoutSeconds`: five minutes for an express workflow. */
  readonly timeoutSeconds?: number;
  readonly maxEvents?: number;
}

/**
 * One execution of a state machine. Running it again over the journal of an earlier run
 * (after a crash) repeats nothing that is recorded: tasks in flight are started again,
 * waits keep their moment, task tokens stay valid.
 */
export class Execution {
  readonly #definition: StateMachine;
  readonly #options: ExecutionOptions;
  readonly #stop = new AbortController();
  readonly #callbacks: Callbacks;
  readonly #root: Frame;
  #outcome: ExecutionOutcome | undefined;

  constructor(definition: StateMachine, options: ExecutionOptions) {
    this.#definition = definition;
    this.#options = options;
    const { journal, clock, integrations, seed, executionArn, region } = options;
    this.#callbacks = new Callbacks(journal, clock);
    const runtime: Runtime = {
      clock,
      integrations,
      journal,
      callbacks: this.#callbacks,
      seed,
      executionArn,
      region,
      maxEvents: options.maxEvents ?? DEFAULT_MAX_EVENTS,
      isOver: () => this.#outcome !== undefined,
      onEvent: options.onEvent ?? (() => undefined),
      runBranch,
    };
    this.#root = new Frame(runtime, {
      path: "",
      signal: this.#stop.signal,
      context: options.context,
      language: definition.QueryLanguage ?? "JSONPath",
      variables: new Variables(),
      lastEventId: 0,
      atMs: clock.now(),
      silent: false,
    });
  }

  /** Runs to the end, or until {@link suspend}; never rejects for what the machine does. */
  async run(): Promise<ExecutionOutcome> {
    const { input, roleArn } = this.#options;
    const started = this.#root.emit("ExecutionStarted", {
      input: JSON.stringify(input),
      inputDetails: { truncated: false },
      roleArn,
    });
    this.#root.lastEventId = 0; // AWS: the first state's event has no predecessor
    this.#watchTimeout(started.atMs);
    try {
      const output = await runBranch(this.#root, this.#definition, input);
      const text = limitedText(output, "Execution");
      const details = { output: text, outputDetails: { truncated: false } };
      this.#end("ExecutionSucceeded", details, { status: "SUCCEEDED", output: text });
    } catch (thrown) {
      if (!(thrown instanceof Aborted)) {
        const failure = toStateError(thrown).toFailure();
        this.#end("ExecutionFailed", { ...failure }, { status: "FAILED", ...failure });
      }
    }
    return this.#outcome ?? { status: "SUSPENDED" };
  }

  /** Ends the execution as `ABORTED`; what is in flight stops. False when it has already ended. */
  stop(reason: Partial<Failure> = {}): boolean {
    return this.#end("ExecutionAborted", { ...reason }, { status: "ABORTED", ...reason });
  }

  /** Stops without an end, as a crash would: the journal stays as it is. */
  suspend(): void {
    this.#outcome ??= { status: "SUSPENDED" };
    this.#stop.abort(new Aborted());
  }

  /** Answers a task token by its task's key; false when no task waits for it. */
  settle(key: string, outcome: CallbackOutcome): boolean {
    return this.#outcome === undefined && this.#callbacks.settle(key, outcome);
  }

  /** Takes a heartbeat for a task; false when no task waits there. */
  heartbeat(key: string): boolean {
    return this.#outcome === undefined && this.#callbacks.heartbeat(key);
  }

  #watchTimeout(startedAtMs: number): void {
    const { clock, timeoutSeconds = Number.POSITIVE_INFINITY } = this.#options;
    const seconds = Math.min(
      timeoutSeconds,
      this.#definition.TimeoutSeconds ?? Number.POSITIVE_INFINITY,
    );
    if (!Number.isFinite(seconds)) return;
    const delayMs = Math.max(0, startedAtMs + seconds * 1000 - clock.now());
    const failure = { error: "States.Timeout" };
    clock.sleep(delayMs, this.#stop.signal).then(
      () => this.#end("ExecutionTimedOut", failure, { status: "TIMED_OUT", ...failure }),
      () => undefined, // it ended in time
    );
  }

  #end(type: string, details: JsonObject, outcome: ExecutionOutcome): boolean {
    if (this.#outcome !== undefined) return false;
    const { journal, clock, onEvent } = this.#options;
    const record: JournalRecord = {
      key: END_KEY,
      atMs: clock.now(),
      type,
      details,
      event: { id: journal.eventCount + 1, previousEventId: this.#root.lastEventId },
    };
    journal.append(record);
    this.#outcome = outcome;
    onEvent?.(record);
    this.#stop.abort(new Aborted());
    return true;
  }
}

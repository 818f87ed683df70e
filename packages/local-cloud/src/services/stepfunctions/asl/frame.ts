import { Aborted, runtimeError } from "./errors.ts";
import type { QueryLanguage } from "./definition.ts";
import type { JournalRecord } from "./journal.ts";
import type { Json, JsonObject } from "./json.ts";
import { SeededRandom } from "./random.ts";
import type { Runtime } from "./runtime.ts";
import { Variables } from "./variables.ts";

interface FrameOptions {
  /** The place of this line of control in the execution. */
  readonly path: string;
  readonly signal: AbortSignal;
  /** `Execution`, `StateMachine` and `Map` of the context object. */
  readonly context: JsonObject;
  readonly language: QueryLanguage;
  readonly variables: Variables;
  readonly lastEventId: number;
  readonly atMs: number;
  /** Its events are not part of the history: an item of a distributed map. */
  readonly silent: boolean;
}

/** What a branch or iteration has other than its parent. */
export interface ForkOptions {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly language: QueryLanguage;
  readonly context?: JsonObject;
  readonly silent?: boolean;
}

/**
 * One line of control: the machine itself, a branch or an iteration. Everything it
 * does gets the next number in it, which is the key under which a restart finds it.
 */
export class Frame {
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  readonly context: JsonObject;
  readonly language: QueryLanguage;
  readonly variables: Variables;
  lastEventId: number;
  /** When the last recorded thing happened: "now" for every evaluation, the same on a replay. */
  atMs: number;
  readonly #path: string;
  readonly #silent: boolean;
  #sequence = 0;
  #randomsHere = 0;

  constructor(runtime: Runtime, options: FrameOptions) {
    this.runtime = runtime;
    this.signal = options.signal;
    this.context = options.context;
    this.language = options.language;
    this.variables = options.variables;
    this.lastEventId = options.lastEventId;
    this.atMs = options.atMs;
    this.#path = options.path;
    this.#silent = options.silent;
  }

  /** The key of what happens next. */
  get nextKey(): string {
    return `${this.#path}:${this.#sequence}`;
  }

  /** What happens next, when it already happened before a restart. */
  recorded(): JournalRecord | undefined {
    return this.runtime.journal.get(this.nextKey);
  }

  /** Random choices that belong to this place; other ones at every call. */
  random(): SeededRandom {
    this.#randomsHere += 1;
    return new SeededRandom(`${this.runtime.seed}\n${this.nextKey}\n${this.#randomsHere}`);
  }

  /**
   * Records the next event, or passes by it when it was recorded before a restart.
   *
   * @throws {Aborted} the branch or the execution has been stopped.
   * @throws {StateError} `States.Runtime`: the history is full.
   */
  emit(type: string, details?: JsonObject, value?: Json): JournalRecord {
    const record = this.recorded() ?? this.#append({ type, details, value });
    if (record.type !== type) {
      if (record.type.endsWith("Aborted")) throw new Aborted();
      throw runtimeError(`The history has ${record.type} where a replay came to ${type}`);
    }
    this.#sequence += 1;
    this.#randomsHere = 0;
    this.lastEventId = record.event?.id ?? this.lastEventId;
    this.atMs = record.atMs;
    return record;
  }

  #append(event: { type: string; details: JsonObject | undefined; value: Json | undefined }) {
    const { journal, clock, isOver, maxEvents, onEvent } = this.runtime;
    const stopped = this.signal.aborted && !event.type.endsWith("Aborted");
    if (isOver() || stopped) throw new Aborted();
    if (journal.eventCount >= maxEvents - 1) {
      throw runtimeError(
        `The execution reached the maximum number of history events (${maxEvents}).`,
      );
    }
    const record: JournalRecord = {
      key: this.nextKey,
      atMs: clock.now(),
      type: event.type,
      ...(event.details === undefined ? {} : { details: event.details }),
      ...(event.value === undefined ? {} : { value: event.value }),
      ...(this.#silent
        ? {}
        : { event: { id: journal.eventCount + 1, previousEventId: this.lastEventId } }),
    };
    journal.append(record);
    if (!this.#silent) onEvent(record);
    return record;
  }

  /** Waits until a moment, unless a restart finds that what follows has already happened. */
  async waitUntil(dueAtMs: number): Promise<void> {
    if (this.recorded() !== undefined) return;
    const { clock } = this.runtime;
    if (this.signal.aborted) throw new Aborted();
    const delayMs = dueAtMs - clock.now();
    if (delayMs <= 0) return;
    try {
      await clock.sleep(delayMs, this.signal);
    } catch {
      throw new Aborted();
    }
  }

  /** A line of control of its own, below the one that waits for it. */
  fork({ name, signal, language, context, silent }: ForkOptions): Frame {
    return new Frame(this.runtime, {
      path: `${this.nextKey}/${name}`,
      signal,
      language,
      context: context ?? this.context,
      variables: new Variables(silent === true ? undefined : this.variables),
      lastEventId: this.lastEventId,
      atMs: this.atMs,
      silent: this.#silent || silent === true,
    });
  }
}

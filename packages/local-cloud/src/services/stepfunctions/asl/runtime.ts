import type { Clock } from "../../../clock.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Branch } from "./definition.ts";
import type { Frame } from "./frame.ts";
import type { Journal, JournalRecord } from "./journal.ts";
import type { Json } from "./json.ts";
import type { TaskResource } from "./resource.ts";

/** One attempt of a task. */
export interface TaskCall {
  readonly resource: TaskResource;
  readonly payload: Json;
  /** Present for `.waitForTaskToken`. */
  readonly token?: string;
  /** A UUID that is the same when the attempt is made again after a restart. */
  readonly callId: string;
  /** Aborts when the task timed out, a sibling branch failed or the execution ended. */
  readonly signal: AbortSignal;
}

/** How tasks reach the world. Both throw `StateError` for what `Retry` and `Catch` may match. */
export interface Integrations {
  /** Calls the resource and answers what it answered. */
  call(call: TaskCall): Promise<Json>;
  /** For `.sync`: waits for the end of the job that `call` started. */
  join(call: TaskCall, submitted: Json): Promise<Json>;
}

/** What every part of one execution shares. */
export interface Runtime {
  readonly clock: Clock;
  readonly integrations: Integrations;
  readonly journal: Journal;
  readonly callbacks: Callbacks;
  /** Secret text that random choices and task tokens are derived from. */
  readonly seed: string;
  readonly executionArn: string;
  readonly region: string;
  /** The most events a history may have. */
  readonly maxEvents: number;
  /** The execution has ended: nothing may be recorded any more. */
  readonly isOver: () => boolean;
  readonly onEvent: (record: JournalRecord) => void;
  readonly runBranch: (frame: Frame, branch: Branch, input: Json) => Promise<Json>;
}

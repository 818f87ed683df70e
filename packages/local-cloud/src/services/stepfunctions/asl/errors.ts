/** Where a state machine failed: what `Retry` and `Catch` match on, and what the history shows. */
export interface Failure {
  /** An error name: `States.Timeout`, `DynamoDB.ConditionalCheckFailedException`, a function's own. */
  readonly error: string;
  readonly cause?: string;
}

interface StateErrorOptions {
  /** The field an expression stands in; its failure is shown as an `EvaluationFailed` event. */
  readonly location?: string;
  /** A second name `ErrorEquals` may use: a missed heartbeat is `States.Timeout` and this. */
  readonly alias?: string;
}

/** A failure inside an execution, with AWS's error name and cause. */
export class StateError extends Error {
  readonly error: string;
  readonly causeText: string | undefined;
  readonly location: string | undefined;
  readonly alias: string | undefined;

  constructor(error: string, causeText?: string, options: StateErrorOptions = {}) {
    super(causeText ?? error);
    this.name = error;
    this.error = error;
    this.causeText = causeText;
    this.location = options.location;
    this.alias = options.alias;
  }

  /** The error and cause as the history and the API show them. */
  toFailure(): Failure {
    return {
      error: this.error,
      ...(this.causeText === undefined ? {} : { cause: this.causeText }),
    };
  }
}

/** The branch must stop: a sibling failed, the execution ended, or the cloud is shutting down. */
export class Aborted extends Error {
  override readonly name = "Aborted";
}

/** A fault of the machine or its data that no `Catch` can handle. */
export function runtimeError(message: string): StateError {
  return new StateError("States.Runtime", message);
}

/** What was thrown, as a state error; a thrown value of another kind is a fault of the runtime. */
export function toStateError(thrown: unknown): StateError {
  if (thrown instanceof StateError) return thrown;
  if (thrown instanceof Error) return runtimeError(`${thrown.name}: ${thrown.message}`);
  return runtimeError(String(thrown));
}

import type { Catcher, Retrier, State } from "./definition.ts";
import { Aborted, StateError, toStateError } from "./errors.ts";
import { applyResultPath } from "./json-path.ts";
import { findCatcher, RetryCounter } from "./retry.ts";
import type { StateExit, StateVisit } from "./state-visit.ts";

/** Errors of the evaluation itself: AWS says which state they happened in. */
const EVALUATION_ERRORS = new Set([
  "States.Runtime",
  "States.QueryEvaluationError",
  "States.IntrinsicFailure",
  "States.ResultPathMatchFailure",
]);

interface Handlers {
  readonly Retry?: readonly Retrier[] | undefined;
  readonly Catch?: readonly Catcher[] | undefined;
}

function explained(visit: StateVisit, error: StateError): StateError {
  const text = error.causeText ?? "";
  const isExplained = text.startsWith("An error occurred while executing the state");
  if (!EVALUATION_ERRORS.has(error.error) || isExplained) return error;
  const { location } = error;
  return new StateError(
    error.error,
    visit.explain(text),
    location === undefined ? {} : { location },
  );
}

/** Gives an error its full cause, and a failed JSONata expression its event. */
function noted(visit: StateVisit, thrown: unknown): StateError {
  const error = explained(visit, toStateError(thrown));
  if (error.location !== undefined) {
    visit.frame.emit("EvaluationFailed", {
      ...error.toFailure(),
      location: error.location,
      state: visit.name,
    });
  }
  // From here on it is the state's failure: an outer state must not report it again.
  return new StateError(
    error.error,
    error.causeText,
    error.alias === undefined ? {} : { alias: error.alias },
  );
}

async function caught(
  visit: StateVisit,
  catchers: readonly Catcher[] | undefined,
  error: StateError,
): Promise<StateExit> {
  const catcher = findCatcher(catchers, error);
  if (catcher === undefined) throw error;
  const errorOutput = { Error: error.error, Cause: error.causeText ?? "" };
  const data = { input: visit.input, errorOutput };
  const assigned = await visit.assigned(catcher.Assign, data);
  const next = catcher.Next;
  if (visit.language === "JSONPath") {
    return {
      output: applyResultPath(catcher.ResultPath, visit.input, errorOutput),
      next,
      assigned,
    };
  }
  const output =
    catcher.Output === undefined
      ? errorOutput
      : await visit.evaluator().fill("Output", catcher.Output, data);
  return { output, next, assigned };
}

function handlersOf(state: State): Handlers {
  return "Retry" in state || "Catch" in state ? state : {};
}

/**
 * Makes attempts at a state's work as its `Retry` says, and goes where its `Catch` says.
 *
 * @throws {StateError} nothing handles the failure. @throws {Aborted} the branch was stopped.
 */
export async function withHandlers(
  visit: StateVisit,
  state: State,
  attempt: () => Promise<StateExit>,
): Promise<StateExit> {
  const { Retry, Catch } = handlersOf(state);
  const retries = new RetryCounter(Retry);
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      if (thrown instanceof Aborted) throw thrown;
      const error = noted(visit, thrown);
      const delayMs = retries.nextDelayMs(error, visit.frame.random());
      if (delayMs === undefined) return caught(visit, Catch, error);
      visit.retryCount += 1;
      await visit.frame.waitUntil(visit.frame.atMs + delayMs);
    }
  }
}

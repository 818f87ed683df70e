import type { MiddlewareObj } from "@middy/core";
import type { output } from "zod/v4/core";
import { AppError, errorKind } from "./errors.ts";
import { logger } from "./logger.ts";
import { check, describeIssues, parseOrThrow, type Schema } from "./parse.ts";

/**
 * Checks the input that a state machine passes, and hands it on as its schema has it.
 *
 * Throws `InvalidTaskInput`, which a definition must not retry.
 */
export function taskInput<S extends Schema>(schema: S): MiddlewareObj<output<S>> {
  return {
    before: (request) => {
      request.event = parseOrThrow(schema, request.event, "InvalidTaskInput");
    },
  };
}

/** Checks what goes back into the state machine. A result that does not fit is a defect. */
export function taskOutput(schema: Schema): MiddlewareObj<unknown, unknown> {
  return {
    after: (request) => {
      const checked = check(schema, request.response, "output");
      if (!checked.ok)
        throw new Error(`the output does not fit its schema: ${describeIssues(checked.issues)}`);
      request.response = checked.value;
    },
  };
}

/** What a state machine sees of an error that nobody threw on purpose. */
class TaskDefect extends Error {
  override readonly name = "TaskDefect";
}

/**
 * Logs every error and throws it on under a name that `ErrorEquals` can match: the code of an
 * {@link AppError}, else `TaskDefect`, whose details stay in the log. Goes first into the stack.
 */
export function taskErrors(): MiddlewareObj {
  return {
    onError: ({ error }) => {
      if (error instanceof AppError) {
        logger.warn("task failed", { code: error.code, kind: errorKind(error) });
        throw error;
      }
      logger.error("task failed", { error });
      throw new TaskDefect("a defect; the function's log has it under this request id");
    },
  };
}

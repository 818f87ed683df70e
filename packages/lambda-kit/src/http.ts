import type { MiddlewareObj } from "@middy/core";
import type { output } from "zod/v4/core";
import { errorKind, InvalidError, type AppError, type ErrorKind, type Issue } from "./errors.ts";
import { readHttpRequest, type HttpRequest } from "./http-event.ts";
import { readJsonBody, type BodyLimits } from "./json-body.ts";
import { logger } from "./logger.ts";
import { check, describeIssues, type Schema } from "./parse.ts";

/** An answer as both kinds of API Gateway take it from a proxy integration. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The body of every answer that is no success. */
export interface Problem {
  /** The error's code, or `InternalError` for a defect. */
  readonly code: string;
  readonly message: string;
  /** The id that every log line of this invocation has. */
  readonly requestId?: string;
  readonly issues?: readonly Issue[];
}

const STATUS: Readonly<Record<ErrorKind | "defect", number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  unavailable: 503,
  defect: 500,
};

// Two ways of being invalid that HTTP has a number of its own for.
const STATUS_BY_CODE: ReadonlyMap<string, number> = new Map([
  ["RequestTooLarge", 413],
  ["UnsupportedMediaType", 415],
]);

/** The HTTP status of anything that was thrown. */
export function httpStatus(error: unknown): number {
  const kind = errorKind(error);
  const special =
    kind === "invalid" && error instanceof Error ? STATUS_BY_CODE.get(error.name) : undefined;
  return special ?? STATUS[kind];
}

function problemOf(error: AppError, requestId: string | undefined): Problem {
  const issues =
    error instanceof InvalidError && error.issues.length > 0 ? error.issues : undefined;
  return {
    code: error.code,
    message: error.message,
    ...(requestId !== undefined && { requestId }),
    ...(issues !== undefined && { issues }),
  };
}

function isAppError(error: unknown): error is AppError {
  return errorKind(error) !== "defect";
}

function retryAfter(error: unknown): Readonly<Record<string, string>> {
  const seconds = isAppError(error) ? error.retryAfterSeconds : undefined;
  return seconds === undefined ? {} : { "retry-after": String(seconds) };
}

/**
 * Answers every error with its status and an `application/problem+json` body, {@link Problem}. Of a defect
 * the caller learns nothing but the request id; the log has it whole. Goes first into the stack, so that
 * it sees what all the others throw.
 */
export function httpErrors(): MiddlewareObj<unknown, HttpResponse> {
  return {
    onError: (request) => {
      const { error, context } = request;
      const requestId =
        typeof context?.awsRequestId === "string" ? context.awsRequestId : undefined;
      const statusCode = httpStatus(error);
      if (statusCode >= 500) logger.error("request failed", { error, statusCode });
      else logger.info("request refused", { code: error?.name, statusCode });
      const problem: Problem = isAppError(error)
        ? problemOf(error, requestId)
        : {
            code: "InternalError",
            message: "something went wrong",
            ...(requestId && { requestId }),
          };
      request.response = {
        statusCode,
        headers: {
          "content-type": "application/problem+json",
          "cache-control": "no-store",
          ...retryAfter(error),
        },
        body: JSON.stringify(problem),
      };
    },
  };
}

/** The parts of a request that a handler wants, each with its schema. */
export interface HttpInput {
  readonly path?: Schema;
  /** Of strings, and lists of strings where a name is repeated. */
  readonly query?: Schema;
  /** Of strings; names in lower case. */
  readonly headers?: Schema;
  /** Of a JSON body. */
  readonly body?: Schema;
}

/** What arrives at the handler: each part that has a schema, as its schema has it, and the event as it came. */
export type ParsedInput<I extends HttpInput> = {
  readonly [Part in keyof I & keyof HttpInput]: I[Part] extends Schema ? output<I[Part]> : never;
} & { readonly rawEvent: unknown };

const PARTS = ["path", "query", "headers", "body"] as const;

function valueOf(http: HttpRequest, part: keyof HttpInput, limits: BodyLimits): unknown {
  if (part !== "body") return http[part];
  const { body } = http;
  return body && readJsonBody(body, limits);
}

/**
 * Replaces the event of an HTTP API or REST API by its parsed parts.
 *
 * Throws (for {@link httpErrors} to answer) `InvalidRequest` naming every field that does not fit, and what
 * {@link readJsonBody} throws.
 */
export function httpInput<const I extends HttpInput>(
  input: I,
  limits: BodyLimits = {},
): MiddlewareObj<ParsedInput<I>> {
  return {
    before: (request) => {
      const rawEvent: unknown = request.event;
      const http = readHttpRequest(rawEvent);
      const parsed: Record<string, unknown> = { rawEvent };
      const issues: Issue[] = [];
      for (const part of PARTS) {
        const schema = input[part];
        if (schema === undefined) continue;
        const checked = check(schema, valueOf(http, part, limits), part);
        if (checked.ok) parsed[part] = checked.value;
        else issues.push(...checked.issues);
      }
      if (issues.length > 0)
        throw new InvalidError("InvalidRequest", describeIssues(issues), { issues });
      // oxlint-disable-next-line typescript/consistent-type-assertions -- built above from the very schemas
      request.event = parsed as ParsedInput<I>;
    },
  };
}

/**
 * Checks the handler's result by its schema and answers it as JSON with the given status (200 unless told).
 * A result that does not fit is a defect: the caller gets a 500, never a half-right answer.
 */
export function httpOutput(schema: Schema, statusCode = 200): MiddlewareObj<unknown, unknown> {
  return {
    after: (request) => {
      const checked = check(schema, request.response, "response");
      if (!checked.ok) {
        throw new Error(`the answer does not fit its schema: ${describeIssues(checked.issues)}`);
      }
      request.response = {
        statusCode,
        headers: { "content-type": "application/json", "cache-control": "no-store" },
        body: JSON.stringify(checked.value),
      };
    },
  };
}

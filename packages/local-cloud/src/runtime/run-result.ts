import type { RunOutcome } from "./environment.ts";
import type { FunctionSpec, InvocationResult } from "./function-spec.ts";

/** A run as its caller and its log see it. */
export interface RunResult {
  readonly answer: Omit<InvocationResult, "logTail">;
  readonly status: "success" | "error" | "timeout";
  readonly errorType?: string;
  /** What Lambda adds to the log before the END line. */
  readonly logLine?: string;
}

const MAX_RESPONSE_BYTES = 6_291_556; // 6 MB and 100 bytes; the number in Lambda's own message
const MAX_STREAMED_BYTES = 200 * 1024 * 1024; // streamed responses; Lambda quotas

/** Turns the end of a run into Lambda's answer; every failure has Lambda's own name and text. */
export function resultOf(
  outcome: RunOutcome | { readonly kind: "ready" },
  run: { spec: FunctionSpec; requestId: string; nowMs: number },
): RunResult {
  switch (outcome.kind) {
    case "done":
      return done(outcome);
    case "ready":
      return done({ body: new Uint8Array() });
    case "error":
      return failed(outcome.error);
    case "timeout":
      return timedOut(run);
    case "exit":
      return exited(run.requestId, outcome.reason);
  }
}

function done({ body, contentType }: { body: Uint8Array; contentType?: string }): RunResult {
  const limit = contentType === undefined ? MAX_RESPONSE_BYTES : MAX_STREAMED_BYTES;
  if (body.byteLength > limit) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
    return failed(JSON.stringify({ errorType: "Function.ResponseSizeTooLarge", errorMessage }));
  }
  const type = contentType === undefined ? {} : { contentType };
  return { answer: { body, ...type }, status: "success" };
}

function failed(error: string): RunResult {
  const parsed: unknown = JSON.parse(error);
  const typed = typeof parsed === "object" && parsed !== null && "errorType" in parsed;
  return {
    answer: { body: Buffer.from(error), functionError: "Unhandled" },
    status: "error",
    ...(typed ? { errorType: String(parsed.errorType) } : {}),
  };
}

function timedOut(run: { spec: FunctionSpec; requestId: string; nowMs: number }): RunResult {
  const text = `Task timed out after ${run.spec.timeoutSeconds.toFixed(2)} seconds`;
  const errorMessage = `RequestId: ${run.requestId} Error: ${text}`;
  const error = JSON.stringify({ errorType: "Sandbox.Timedout", errorMessage });
  return {
    answer: { body: Buffer.from(error), functionError: "Unhandled" },
    status: "timeout",
    logLine: `${new Date(run.nowMs).toISOString()} ${run.requestId} ${text}`,
  };
}

function exited(requestId: string, reason: string): RunResult {
  const text =
    reason === "exit status 0"
      ? "Runtime exited without providing a reason"
      : `Runtime exited with error: ${reason}`;
  const errorMessage = `RequestId: ${requestId} Error: ${text}`;
  const result = failed(JSON.stringify({ errorType: "Runtime.ExitError", errorMessage }));
  return { ...result, logLine: `${errorMessage}\nRuntime.ExitError` };
}

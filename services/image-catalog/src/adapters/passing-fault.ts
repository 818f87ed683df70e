/** What the errors of every AWS SDK client have. */
interface ServiceError extends Error {
  readonly $fault: "client" | "server";
}

function isServiceError(error: Error): error is ServiceError {
  return "$fault" in error;
}

/** Throttled or broken on its side, or the connection failed: what another try may mend. */
export function isPassingFault(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (isServiceError(error)) {
    return error.$fault === "server" || /Throttl|Throughput|RequestLimit/u.test(error.name);
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return error.name === "TimeoutError" || /^E(?!RR_)[A-Z_]+$/u.test(code); // ECONNRESET, EAI_AGAIN
}

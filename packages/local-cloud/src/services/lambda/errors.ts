import { AwsError } from "../../errors.ts";

/** The caller asked for something that is not there: 404. */
export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, {
    status: 404,
    fields: { Type: "User" },
  });
}

/** The function does not exist. */
export function functionNotFound(arn: string): AwsError {
  return notFound(`Function not found: ${arn}`);
}

/** A parameter has a value that Lambda refuses: 400. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValueException", message, { fields: { Type: "User" } });
}

/** A value breaks a constraint of the API's model: 400. */
export function validationError(member: string, value: unknown, constraint: string): AwsError {
  const text = `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${constraint}`;
  return new AwsError("ValidationException", text);
}

/** It exists already, or is in use: 409. */
export function conflict(message: string): AwsError {
  return new AwsError("ResourceConflictException", message, {
    status: 409,
    fields: { Type: "User" },
  });
}

/** The `RevisionId` that was given is not the current one: 412. */
export function staleRevision(): AwsError {
  return new AwsError(
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    { status: 412, fields: { Type: "User" } },
  );
}

/** Why an invocation was throttled; the values of Lambda's `ThrottleReason`. */
export type ThrottleReason =
  | "ConcurrentInvocationLimitExceeded"
  | "ReservedFunctionConcurrentInvocationLimitExceeded";

/** No concurrency is left: 429. */
export function throttled(reason: ThrottleReason): AwsError {
  return new AwsError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    fields: { Type: "User", Reason: reason },
  });
}

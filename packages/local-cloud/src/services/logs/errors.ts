import { AwsError } from "../../errors.ts";

/** A parameter has a value that CloudWatch Logs refuses. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** There is no such group or stream. */
export function notFound(what: "group" | "stream"): AwsError {
  return new AwsError("ResourceNotFoundException", `The specified log ${what} does not exist.`);
}

/** There is such a group or stream already. */
export function alreadyExists(what: "group" | "stream"): AwsError {
  return new AwsError("ResourceAlreadyExistsException", `The specified log ${what} already exists`);
}

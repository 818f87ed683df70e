import { AwsError } from "../../errors.ts";

/** A parameter has a value that CloudWatch refuses. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

/** A parameter is missing that others demand. */
export function missingParameter(message: string): AwsError {
  return new AwsError("MissingParameter", message);
}

import { AwsError } from "../../errors.ts";

export function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgumentException", message);
}

export function resourceNotFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

export function resourceInUse(message: string): AwsError {
  return new AwsError("ResourceInUseException", message);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceededException", message);
}

/** @param faults What each broken constraint says. */
export function validationError(...faults: readonly string[]): AwsError {
  const plural = faults.length === 1 ? "error" : "errors";
  return new AwsError(
    "ValidationException",
    `${faults.length} validation ${plural} detected: ${faults.join("; ")}`,
  );
}

import { AwsError } from "../../errors.ts";

/*
 * The errors of Step Functions in its own words.
 * See https://docs.aws.amazon.com/step-functions/latest/apireference/CommonErrors.html
 */

export function stateMachineDoesNotExist(arn: string): AwsError {
  return new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
}

export function executionDoesNotExist(arn: string): AwsError {
  return new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
}

export function executionAlreadyExists(arn: string): AwsError {
  return new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
}

export function invalidArn(reason: string): AwsError {
  return new AwsError("InvalidArn", `Invalid Arn: '${reason}'`);
}

export function invalidName(name: string): AwsError {
  return new AwsError("InvalidName", `Invalid Name: '${name}'`);
}

export function invalidToken(): AwsError {
  return new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
}

export function taskTimedOut(): AwsError {
  return new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
}

export function wrongType(): AwsError {
  return new AwsError(
    "StateMachineTypeNotSupported",
    "This operation is not supported by this type of state machine",
  );
}

/** A value that fails a constraint of the API's model. */
export function constraintViolation(member: string, constraint: string): AwsError {
  return new AwsError(
    "ValidationException",
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

import { AwsError } from "../../errors.ts";

/** A parameter that the service refuses. */
export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** Credentials, a token or a state of the user that does not allow what is asked. */
export function notAuthorized(message: string): AwsError {
  return new AwsError("NotAuthorizedException", message);
}

/** The one answer to a wrong password and, where a client wants it, to a user who is not there. */
export function wrongPassword(): AwsError {
  return notAuthorized("Incorrect username or password.");
}

/** A pool, client or group that is not there. */
export function notFound(what: string): AwsError {
  return new AwsError("ResourceNotFoundException", `${what} does not exist.`);
}

/** A user who is not there, for callers who may know it. */
export function userNotFound(message = "User does not exist."): AwsError {
  return new AwsError("UserNotFoundException", message);
}

/** A code that is not the one that was sent. */
export function codeMismatch(): AwsError {
  return new AwsError(
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
  );
}

/** A code that was never sent, is used up or too old. */
export function expiredCode(): AwsError {
  return new AwsError(
    "ExpiredCodeException",
    "Invalid code provided, please request a code again.",
  );
}

/** Too many tries in a short time. */
export function limitExceeded(): AwsError {
  return new AwsError(
    "LimitExceededException",
    "Attempt limit exceeded, please try after some time.",
  );
}

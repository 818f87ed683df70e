import { AwsError, NotEmulatedError } from "../../errors.ts";

/** There is no such API, route, stage and so on: 404. */
export function notFound(what: string, id: string | undefined): AwsError {
  return new AwsError("NotFoundException", `Invalid ${what} identifier specified ${id ?? ""}`, {
    status: 404,
  });
}

/** A parameter has a value that API Gateway refuses: 400. */
export function badRequest(message: string): AwsError {
  return new AwsError("BadRequestException", message, { status: 400 });
}

/** There is one of this name or key already: 409. */
export function conflict(message: string): AwsError {
  return new AwsError("ConflictException", message, { status: 409 });
}

/** Part of an operation that is not there. */
export function notEmulated(operation: string, parameter: string): NotEmulatedError {
  return new NotEmulatedError(`apigatewayv2:${operation}`, parameter);
}

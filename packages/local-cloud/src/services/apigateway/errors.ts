import { AwsError, NotEmulatedError } from "../../errors.ts";

/** There is no such API, resource, stage and so on: 404. */
export function notFound(what: string): AwsError {
  return new AwsError("NotFoundException", `Invalid ${what} identifier specified`, { status: 404 });
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
  return new NotEmulatedError(`apigateway:${operation}`, parameter);
}

/** Refuses a parameter that is given although it is not emulated. */
export function refuse(operation: string, parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== false) throw notEmulated(operation, name);
  }
}

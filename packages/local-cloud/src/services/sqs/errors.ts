import { AwsError, fail } from "../../errors.ts";

/** Refuses the value of a parameter in SQS's own words. */
export function invalidParameter(value: unknown, parameter: string, reason: string): never {
  return fail(
    "InvalidParameterValue",
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}

/** The answer to a request that leaves out what this queue or operation needs. */
export function missingParameter(parameter: string): never {
  return fail("MissingParameter", `The request must contain the parameter ${parameter}.`);
}

/** The answer to an attribute that a queue does not have, or that cannot be set. */
export function unknownAttribute(name: string): never {
  return fail("InvalidAttributeName", `Unknown Attribute ${name}.`);
}

/** The answer to an attribute value of the wrong form or out of its range. */
export function invalidAttributeValue(name: string): never {
  return fail("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
}

/** The answer to a URL or name without a queue. */
export function queueDoesNotExist(): AwsError {
  return new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

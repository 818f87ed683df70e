import { AwsError } from "../../errors.ts";

const PREFIX = "One or more parameter values were invalid: ";

/** A `ValidationException`, which DynamoDB does not model: only the code and the text are known. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

/** A `ValidationException` whose text starts with "One or more parameter values were invalid". */
export function invalidParameter(message: string): AwsError {
  return validationError(PREFIX + message);
}

/** The error of data plane calls on a table or index that does not exist. */
export function resourceNotFound(message = "Requested resource not found"): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

/** The error of control plane calls, which name the table. */
export function tableNotFound(tableName: string): AwsError {
  return resourceNotFound(`Requested resource not found: Table: ${tableName} not found`);
}

export function resourceInUse(message: string): AwsError {
  return new AwsError("ResourceInUseException", message);
}

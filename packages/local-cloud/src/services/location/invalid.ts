import { AwsError } from "../../errors.ts";

/**
 * Refuses a member of the input as Amazon Location does.
 *
 * @throws {AwsError} `ValidationException` with the member's name.
 */
export function invalid(name: string, message: string): never {
  throw new AwsError("ValidationException", `Input validation failed: ${name}: ${message}`, {
    fields: { Reason: "FieldValidationFailed", FieldList: [{ Name: name, Message: message }] },
  });
}

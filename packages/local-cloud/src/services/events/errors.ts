import { AwsError, fail } from "../../errors.ts";

/** Refuses a request in EventBridge's generic way. */
export function invalid(message: string): never {
  return fail("ValidationException", message);
}

/** The answer to a bus that is not there. */
export function busDoesNotExist(name: string): AwsError {
  return new AwsError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
}

/** The answer to a rule that is not there. */
export function ruleDoesNotExist(name: string, busName: string): AwsError {
  return new AwsError(
    "ResourceNotFoundException",
    `Rule ${name} does not exist on EventBus ${busName}.`,
  );
}

import { invalid } from "./errors.ts";

/**
 * Checks the name of something new.
 *
 * @throws {AwsError} `ValidationException`, naming the member `at`.
 */
export function checkName(name = "", { at, max }: { at: string; max: number }): string {
  if (name.length > max) {
    invalid(
      `1 validation error detected: Value '${name}' at '${at}' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
    );
  }
  if (!/^[\w.-]+$/.test(name)) {
    invalid(
      `1 validation error detected: Value '${name}' at '${at}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
    );
  }
  return name;
}

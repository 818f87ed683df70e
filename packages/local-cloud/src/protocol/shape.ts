import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../errors.ts";
import { requiredMembers } from "./bindings.ts";
import type { ServiceModel } from "./model.ts";

/**
 * Checks that the members which an operation's input must have are there.
 *
 * @throws {AwsError} In the words of the service's own validation.
 */
export function checkRequired(model: ServiceModel, schema: NormalizedSchema, input: unknown): void {
  const given: Readonly<Record<string, unknown>> =
    typeof input === "object" && input !== null ? { ...input } : {};
  const missing = requiredMembers(schema).filter(
    (name) => (given[name] ?? undefined) === undefined,
  );
  const [first] = missing;
  if (first === undefined) return;
  if (model.row.protocol === "query" || model.row.id === "sqs") {
    throw new AwsError(
      model.row.id === "sqs" ? "MissingParameter" : "ValidationError",
      `The request must contain the parameter ${first}.`,
    );
  }
  if (model.row.id === "s3") {
    throw new AwsError("MissingParameter", `The request must contain the parameter ${first}.`);
  }
  const name = first.charAt(0).toLowerCase() + first.slice(1);
  const plural = missing.length === 1 ? "error" : "errors";
  throw new AwsError(
    "ValidationException",
    `${missing.length} validation ${plural} detected: Value null at '${name}' failed to satisfy ` +
      "constraint: Member must not be null",
  );
}

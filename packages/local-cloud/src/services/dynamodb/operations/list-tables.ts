import { checkConstraints } from "../constraints.ts";
import { validationError } from "../errors.ts";
import type { DynamoDbOperation } from "./operation.ts";

const MAX_NAMES = 100;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables: DynamoDbOperation<"ListTables"> = (input, { state: engine }) => {
  checkConstraints(input);
  const limit = input.Limit ?? MAX_NAMES;
  if (limit > MAX_NAMES) {
    throw validationError(
      `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${MAX_NAMES}`,
    );
  }
  const names = engine.tables.names(input.ExclusiveStartTableName ?? "", limit + 1);
  const page = names.slice(0, limit);
  const last = names.length > limit ? page.at(-1) : undefined;
  return { TableNames: page, ...(last !== undefined && { LastEvaluatedTableName: last }) };
};

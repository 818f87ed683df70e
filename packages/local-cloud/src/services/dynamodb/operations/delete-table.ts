import { checkConstraints, required } from "../constraints.ts";
import { validationError } from "../errors.ts";
import { describe } from "../table-description.ts";
import { closeStream } from "../table-stream.ts";
import type { DynamoDbOperation } from "./operation.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const deleteTable: DynamoDbOperation<"DeleteTable"> = (input, { state: engine }) => {
  checkConstraints(input);
  return engine.transaction(() => {
    const table = engine.describedTable(required(input.TableName, "TableName"));
    if (table.deletionProtection) {
      throw validationError(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    }
    const description = describe(engine, table, "DELETING");
    closeStream(engine, table);
    engine.items.clear(table);
    engine.tables.delete(table);
    return { TableDescription: description };
  });
};

import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { checkConstraints } from "../constraints.ts";
import { resourceInUse } from "../errors.ts";
import { describe } from "../table-description.ts";
import { readTableDefinition } from "../table-definition.ts";
import { openStream, readStreamView } from "../table-stream.ts";
import type { DynamoDbOperation } from "./operation.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable: DynamoDbOperation<"CreateTable"> = (input, { state: engine }) => {
  const { TableName, ...rest }: CreateTableCommandInput = input;
  checkConstraints(TableName !== undefined && TableName.length < 3 ? rest : input);
  const record = readTableDefinition(input, engine);
  const view =
    input.StreamSpecification === undefined ? undefined : readStreamView(input.StreamSpecification);
  return engine.transaction(() => {
    if (engine.tables.find(record.name) !== undefined) {
      throw resourceInUse(`Table already exists: ${record.name}`);
    }
    const stream = view === undefined ? undefined : openStream(engine, record, view);
    const table = engine.tables.insert({ ...record, ...(stream && { stream }) });
    return { TableDescription: describe(engine, table, "CREATING") };
  });
};

import { checkConstraints, required } from "../constraints.ts";
import { describe } from "../table-description.ts";
import type { DynamoDbOperation } from "./operation.ts";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable: DynamoDbOperation<"DescribeTable"> = (input, { state: engine }) => {
  checkConstraints(input);
  return { Table: describe(engine, engine.describedTable(required(input.TableName, "TableName"))) };
};

import type * as DynamoDb from "@aws-sdk/client-dynamodb";
import type { Operation, OperationName } from "../../../service.ts";
import type { Engine } from "../engine.ts";

/** An operation of DynamoDB on the engine. */
export type DynamoDbOperation<O extends OperationName<typeof DynamoDb>> = Operation<
  typeof DynamoDb,
  O,
  Engine
>;

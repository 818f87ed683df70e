import type * as DynamoDbStreams from "@aws-sdk/client-dynamodb-streams";
import type { Operation, OperationName } from "../../../service.ts";
import type { Engine } from "../../dynamodb/engine.ts";

/** An operation of DynamoDB Streams, on the engine of DynamoDB. */
export type StreamsOperation<O extends OperationName<typeof DynamoDbStreams>> = Operation<
  typeof DynamoDbStreams,
  O,
  Engine
>;

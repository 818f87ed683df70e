import type { BatchWriteItemCommandInput, WriteRequest as Input } from "@aws-sdk/client-dynamodb";
import { AwsError } from "../../../errors.ts";
import { checkConstraints, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { validationError } from "../errors.ts";
import { execute, readDelete, readPut, type WriteRequest } from "../write-request.ts";
import type { DynamoDbOperation } from "./operation.ts";
import { capacityByTable } from "./table-capacity.ts";
import { refuseCollectionMetrics } from "./write-options.ts";

const MAX_WRITES = 25;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const batchWriteItem: DynamoDbOperation<"BatchWriteItem"> = (input, { state: engine }) => {
  checkConstraints(input);
  const requests = readRequests(engine, input);
  for (const { table } of requests) refuseCollectionMetrics("BatchWriteItem", input, table);
  // Each write is atomic, the batch is not; here they all succeed together all the same.
  const writes = engine.transaction(() =>
    requests.map((request) => ({ ...execute(engine, request), table: request.table })),
  );
  const capacities = capacityByTable(input.ReturnConsumedCapacity, writes);
  return { UnprocessedItems: {}, ...(capacities && { ConsumedCapacity: capacities }) };
};

function readRequests(engine: Engine, input: BatchWriteItemCommandInput): WriteRequest[] {
  const tables = Object.entries(required(input.RequestItems, "RequestItems"));
  const total = tables.reduce((sum, [, writes]) => sum + writes.length, 0);
  if (total === 0) {
    throw validationError(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  if (total > MAX_WRITES) {
    throw validationError("Too many items requested for the BatchWriteItem call");
  }
  return tables.flatMap(([name, writes]) => readTableWrites(engine, name, writes));
}

function readTableWrites(
  engine: Engine,
  tableName: string,
  writes: readonly Input[],
): WriteRequest[] {
  const requests = writes.map((write) => readWrite(engine, tableName, write));
  const keys = requests.map((request) => {
    const { hash, range } = checkedKey(request);
    return `${hash.toString("hex")}/${range.toString("hex")}`;
  });
  if (new Set(keys).size < keys.length) {
    throw validationError("Provided list of item keys contains duplicates");
  }
  return requests;
}

function readWrite(
  engine: Engine,
  TableName: string,
  { PutRequest, DeleteRequest }: Input,
): WriteRequest {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    throw validationError(
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
    );
  }
  return PutRequest === undefined
    ? readDelete(engine, { TableName, Key: DeleteRequest?.Key })
    : readPut(engine, { TableName, Item: PutRequest.Item });
}

/** In a batch a put without its key gets the message of a wrong key. */
function checkedKey(request: WriteRequest): ReturnType<WriteRequest["key"]> {
  try {
    return request.key();
  } catch (error) {
    if (error instanceof AwsError && /Missing the key|Type mismatch for key/.test(error.message)) {
      throw validationError("The provided key element does not match the schema");
    }
    throw error;
  }
}

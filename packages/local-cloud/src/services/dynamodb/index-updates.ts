import type { GlobalSecondaryIndexUpdate } from "@aws-sdk/client-dynamodb";
import { AwsError, NotEmulatedError } from "../../errors.ts";
import { required } from "./constraints.ts";
import { invalidParameter, resourceNotFound, validationError } from "./errors.ts";
import { readGlobalIndex, readThroughput } from "./index-definition.ts";
import type { IndexRecord, KeyAttribute, Table } from "./table.ts";
import { changeThroughput } from "./throughput-updates.ts";

interface IndexChangeContext {
  /** Of the table and of the request. */
  readonly attributes: readonly KeyAttribute[];
  readonly nowMs: number;
}

/**
 * The indexes of a table after `GlobalSecondaryIndexUpdates`.
 *
 * @throws {AwsError} ValidationException, ResourceNotFoundException or LimitExceededException.
 */
export function changeIndexes(
  table: Table,
  updates: readonly GlobalSecondaryIndexUpdate[],
  { attributes, nowMs }: IndexChangeContext,
): IndexRecord[] {
  const structural = updates.filter(({ Create, Delete }) => (Create ?? Delete) !== undefined);
  if (structural.length > 1) {
    throw new AwsError(
      "LimitExceededException",
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  refuseRepeats(updates);
  let indexes = [...table.indexes];
  for (const update of updates) {
    indexes = changeIndex({ ...table, indexes }, update, { attributes, nowMs });
  }
  return indexes;
}

function refuseRepeats(updates: readonly GlobalSecondaryIndexUpdate[]): void {
  const seen = new Set<string | undefined>();
  for (const { Create, Update, Delete } of updates) {
    const name = (Update ?? Create ?? Delete)?.IndexName;
    if (seen.has(name)) {
      throw invalidParameter(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      );
    }
    seen.add(name);
  }
}

function changeIndex(
  table: Table,
  { Create, Update, Delete }: GlobalSecondaryIndexUpdate,
  { attributes, nowMs }: IndexChangeContext,
): IndexRecord[] {
  if (Create !== undefined) return createIndex(table, Create, attributes);
  if (Delete !== undefined) {
    const gone = findIndex(table, Delete.IndexName);
    return table.indexes.filter((index) => index !== gone);
  }
  if (Update === undefined) {
    throw invalidParameter(
      "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
    );
  }
  if (Update.ProvisionedThroughput === undefined) {
    throw new NotEmulatedError(
      "UpdateTable",
      "GlobalSecondaryIndexUpdate.Update.OnDemandThroughput",
    );
  }
  const changed = findIndex(table, Update.IndexName);
  const throughput = changeThroughput(
    changed.throughput,
    readThroughput(Update.ProvisionedThroughput),
    nowMs,
  );
  return table.indexes.map((index) => (index === changed ? { ...index, throughput } : index));
}

function createIndex(
  table: Table,
  input: NonNullable<GlobalSecondaryIndexUpdate["Create"]>,
  attributes: readonly KeyAttribute[],
): IndexRecord[] {
  const index = readGlobalIndex(input, attributes, table.billing);
  if (table.indexes.some(({ name }) => name === index.name)) {
    throw validationError(`Attempting to create an index which already exists: ${index.name}`);
  }
  return [...table.indexes, index];
}

function findIndex(table: Table, name: string | undefined): IndexRecord {
  const wanted = required(name, "IndexName");
  const index = table.indexes.find((one) => one.kind === "global" && one.name === wanted);
  if (index === undefined) throw resourceNotFound("Requested resource not found");
  return index;
}

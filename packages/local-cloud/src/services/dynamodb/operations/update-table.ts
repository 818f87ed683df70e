import type { UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { NotEmulatedError } from "../../../errors.ts";
import { checkConstraints, required } from "../constraints.ts";
import type { Engine } from "../engine.ts";
import { invalidParameter, validationError } from "../errors.ts";
import { checkAttributesUsed, checkIndexes, readAttributes } from "../index-definition.ts";
import { changeIndexes } from "../index-updates.ts";
import { describe } from "../table-description.ts";
import { readEncryption } from "../table-definition.ts";
import { closeStream, openStream, readStreamView } from "../table-stream.ts";
import type { Table } from "../table.ts";
import { changeBilling } from "../throughput-updates.ts";
import type { DynamoDbOperation } from "./operation.ts";

const NOT_EMULATED = [
  "ReplicaUpdates",
  "MultiRegionConsistency",
  "GlobalTableWitnessUpdates",
  "OnDemandThroughput",
  "WarmThroughput",
  "GlobalTableSettingsReplicationMode",
] as const;
const CHANGES = [
  "ProvisionedThroughput",
  "BillingMode",
  "StreamSpecification",
  "GlobalSecondaryIndexUpdates",
  "SSESpecification",
  "DeletionProtectionEnabled",
  "TableClass",
] as const;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTable: DynamoDbOperation<"UpdateTable"> = (input, { state: engine }) => {
  checkConstraints(input);
  const unsupported = NOT_EMULATED.find((name) => input[name] !== undefined);
  if (unsupported !== undefined) throw new NotEmulatedError("UpdateTable", unsupported);
  if (CHANGES.every((name) => input[name] === undefined)) {
    throw validationError(
      "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
    );
  }
  return engine.transaction(() => {
    const before = engine.describedTable(required(input.TableName, "TableName"));
    const now = engine.clock.now();
    const indexed = withIndexes(changeBilling(before, input, now), input, now);
    const table = changeStream(engine, changeSettings(indexed, input), input);
    engine.tables.update(table);
    rebuildIndexes(engine, before, table);
    return { TableDescription: describe(engine, table, "UPDATING") };
  });
};

function withIndexes(table: Table, input: UpdateTableCommandInput, nowMs: number): Table {
  const updates = input.GlobalSecondaryIndexUpdates;
  if (updates === undefined) return table;
  const added = readAttributes(input.AttributeDefinitions);
  const known = new Map([...table.attributes, ...added].map((one) => [one.name, one]));
  const indexes = changeIndexes(table, updates, {
    attributes: [...known.values()],
    nowMs,
  });
  checkIndexes(indexes);
  const used = new Set(
    [table.key, ...indexes.map(({ key }) => key)].flatMap(({ hash, range }) =>
      range === undefined ? [hash.name] : [hash.name, range.name],
    ),
  );
  const attributes = [...known.values()].filter(({ name }) => used.has(name));
  checkAttributesUsed(attributes, table.key, indexes);
  return { ...table, indexes, attributes };
}

function changeSettings(table: Table, input: UpdateTableCommandInput): Table {
  const { encrypted: _, ...unencrypted } = table;
  return {
    ...(input.SSESpecification === undefined ? table : unencrypted),
    deletionProtection: input.DeletionProtectionEnabled ?? table.deletionProtection,
    tableClass: input.TableClass ?? table.tableClass,
    ...readEncryption(input.SSESpecification),
  };
}

function changeStream(engine: Engine, table: Table, input: UpdateTableCommandInput): Table {
  if (input.StreamSpecification === undefined) return table;
  const view = readStreamView(input.StreamSpecification);
  const enabled = table.stream?.enabled === true;
  if (view !== undefined && enabled) {
    throw validationError(`Table already has an enabled stream: TableName: ${table.name}`);
  }
  if (view !== undefined) return { ...table, stream: openStream(engine, table, view) };
  const stream = closeStream(engine, table);
  if (!enabled || stream === undefined) {
    throw invalidParameter("Table is already disabled for stream");
  }
  return { ...table, stream };
}

/** Fills the indexes that are new and empties those that are gone. */
function rebuildIndexes(engine: Engine, before: Table, after: Table): void {
  const had = new Set(before.indexes.map(({ name }) => name));
  const has = new Set(after.indexes.map(({ name }) => name));
  for (const name of had) if (!has.has(name)) engine.items.dropIndex(before, name);
  for (const index of after.indexes) {
    if (!had.has(index.name)) engine.items.buildIndex(after, index);
  }
}

import type {
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
  Projection,
  ProvisionedThroughputDescription,
  TableDescription,
  TableStatus,
} from "@aws-sdk/client-dynamodb";
import type { Engine } from "./engine.ts";
import type { IndexRecord, KeySchema, Table, Throughput } from "./table.ts";

/**
 * A table as `DescribeTable` shows it. The counts are exact, where AWS's are hours old.
 *
 * Tables and indexes are ready at once; only the answer of the call that makes, changes or
 * deletes one shows the `status` in between.
 */
export function describe(
  engine: Engine,
  table: Table,
  status: TableStatus = "ACTIVE",
): TableDescription {
  const { items, bytes } = engine.items.count(table);
  const locals = table.indexes.filter(({ kind }) => kind === "local");
  const globals = table.indexes.filter(({ kind }) => kind === "global");
  return {
    AttributeDefinitions: table.attributes.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    TableName: table.name,
    KeySchema: keySchema(table.key),
    TableStatus: status,
    CreationDateTime: new Date(table.createdAt),
    ProvisionedThroughput: throughput(table.throughput),
    TableSizeBytes: bytes,
    ItemCount: items,
    TableArn: table.arn,
    TableId: table.id,
    ...billing(table),
    ...(locals.length > 0 && {
      LocalSecondaryIndexes: locals.map((index) => describeLocal(engine, table, index)),
    }),
    ...(globals.length > 0 && {
      GlobalSecondaryIndexes: globals.map((index) => describeGlobal(engine, table, index)),
    }),
    ...stream(table),
    ...encryption(table),
    DeletionProtectionEnabled: table.deletionProtection,
    ...(table.tableClass !== "STANDARD" && {
      TableClassSummary: { TableClass: table.tableClass },
    }),
  };
}

function keySchema({ hash, range }: KeySchema): KeySchemaElement[] {
  const first: KeySchemaElement = { AttributeName: hash.name, KeyType: "HASH" };
  return range === undefined ? [first] : [first, { AttributeName: range.name, KeyType: "RANGE" }];
}

function throughput(record: Throughput): ProvisionedThroughputDescription {
  return {
    ...(record.increasedAt !== undefined && {
      LastIncreaseDateTime: new Date(record.increasedAt),
    }),
    ...(record.decreasedAt !== undefined && {
      LastDecreaseDateTime: new Date(record.decreasedAt),
    }),
    NumberOfDecreasesToday: record.decreasesToday,
    ReadCapacityUnits: record.read,
    WriteCapacityUnits: record.write,
  };
}

function billing({ billing: mode, payPerRequestSince }: Table): Partial<TableDescription> {
  if (mode === "PROVISIONED" && payPerRequestSince === undefined) return {};
  return {
    BillingModeSummary: {
      BillingMode: mode,
      ...(payPerRequestSince !== undefined && {
        LastUpdateToPayPerRequestDateTime: new Date(payPerRequestSince),
      }),
    },
  };
}

function stream({ stream: reference }: Table): Partial<TableDescription> {
  if (reference === undefined) return {};
  const { arn, label, view, enabled } = reference;
  return {
    ...(enabled && { StreamSpecification: { StreamEnabled: true, StreamViewType: view } }),
    LatestStreamLabel: label,
    LatestStreamArn: arn,
  };
}

function encryption({ encrypted }: Table): Partial<TableDescription> {
  if (encrypted === undefined) return {};
  return {
    SSEDescription: {
      Status: "ENABLED",
      SSEType: "KMS",
      ...(encrypted.keyArn !== undefined && { KMSMasterKeyArn: encrypted.keyArn }),
    },
  };
}

function describeLocal(
  engine: Engine,
  table: Table,
  index: IndexRecord,
): LocalSecondaryIndexDescription {
  const { items, bytes } = engine.items.countIndex(table, index.name);
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.key),
    Projection: projection(index),
    IndexSizeBytes: bytes,
    ItemCount: items,
    IndexArn: `${table.arn}/index/${index.name}`,
  };
}

function describeGlobal(
  engine: Engine,
  table: Table,
  index: IndexRecord,
): GlobalSecondaryIndexDescription {
  return {
    ...describeLocal(engine, table, index),
    IndexStatus: "ACTIVE",
    ProvisionedThroughput: throughput(index.throughput),
  };
}

function projection({ projection: type, included }: IndexRecord): Projection {
  return type === "INCLUDE"
    ? { ProjectionType: type, NonKeyAttributes: [...included] }
    : { ProjectionType: type };
}

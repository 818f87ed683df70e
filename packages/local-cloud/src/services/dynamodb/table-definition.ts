import { randomUUID } from "node:crypto";
import type { CreateTableCommandInput, Tag } from "@aws-sdk/client-dynamodb";
import { NotEmulatedError } from "../../errors.ts";
import { required } from "./constraints.ts";
import type { Engine } from "./engine.ts";
import { invalidParameter, validationError } from "./errors.ts";
import {
  checkAttributesUsed,
  checkIndexes,
  NO_THROUGHPUT,
  readAttributes,
  readGlobalIndex,
  readKeySchema,
  readLocalIndex,
  readThroughput,
} from "./index-definition.ts";
import type { IndexRecord, TableRecord, Throughput } from "./table.ts";

const NOT_EMULATED = [
  "ResourcePolicy",
  "WarmThroughput",
  "OnDemandThroughput",
  "GlobalTableSourceArn",
  "GlobalTableSettingsReplicationMode",
] as const;

/**
 * Reads what `CreateTable` asks for. The stream is opened apart.
 *
 * @throws {AwsError} ValidationException.
 */
export function readTableDefinition(input: CreateTableCommandInput, engine: Engine): TableRecord {
  const unsupported = NOT_EMULATED.find((name) => input[name] !== undefined);
  if (unsupported !== undefined) throw new NotEmulatedError("CreateTable", unsupported);
  const name = readTableName(input.TableName);
  const billing = input.BillingMode === "PAY_PER_REQUEST" ? "PAY_PER_REQUEST" : "PROVISIONED";
  const throughput = readTableThroughput(input, billing);
  const attributes = readAttributes(required(input.AttributeDefinitions, "AttributeDefinitions"));
  const key = readKeySchema(input.KeySchema, attributes);
  const indexes = readIndexes(input, { attributes, key, billing });
  const now = engine.clock.now();
  return {
    name,
    arn: `arn:aws:dynamodb:${engine.region}:${engine.accountId}:table/${name}`,
    id: randomUUID(),
    key,
    attributes,
    indexes,
    billing,
    ...(billing === "PAY_PER_REQUEST" && { payPerRequestSince: now }),
    throughput,
    createdAt: now,
    tags: readTags(input.Tags),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    tableClass: input.TableClass === "STANDARD_INFREQUENT_ACCESS" ? input.TableClass : "STANDARD",
    ...readEncryption(input.SSESpecification),
  };
}

function readTableName(given: string | undefined): string {
  const name = required(given, "TableName");
  if (name.length < 3 || name.length > 255) {
    throw validationError(
      "TableName must be at least 3 characters long and at most 255 characters long",
    );
  }
  return name;
}

function readTableThroughput(
  { ProvisionedThroughput: throughput }: CreateTableCommandInput,
  billing: TableRecord["billing"],
): Throughput {
  if (billing === "PAY_PER_REQUEST") {
    if (throughput === undefined) return NO_THROUGHPUT;
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (throughput === undefined) {
    throw invalidParameter(
      "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
    );
  }
  return readThroughput(throughput);
}

function readIndexes(
  input: CreateTableCommandInput,
  { attributes, key, billing }: Pick<TableRecord, "attributes" | "key" | "billing">,
): IndexRecord[] {
  const locals = input.LocalSecondaryIndexes;
  const globals = input.GlobalSecondaryIndexes;
  if (locals?.length === 0) throw invalidParameter("List of LocalSecondaryIndexes is empty");
  if (globals?.length === 0) throw invalidParameter("List of GlobalSecondaryIndexes is empty");
  const indexes = [
    ...(locals ?? []).map((index) => readLocalIndex(index, attributes, key)),
    ...(globals ?? []).map((index) => readGlobalIndex(index, attributes, billing)),
  ];
  checkAttributesUsed(attributes, key, indexes);
  checkIndexes(indexes);
  return indexes;
}

/** Reads tags into a record without a prototype. */
export function readTags(tags: readonly Tag[] | undefined): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const { Key, Value } of tags ?? []) {
    record[required(Key, "Tags.Key")] = required(Value, "Tags.Value");
  }
  return record;
}

/** Reads `SSESpecification`: the key is kept for descriptions, nothing is encrypted with it. */
export function readEncryption(
  specification: CreateTableCommandInput["SSESpecification"],
): Pick<TableRecord, "encrypted"> {
  if (specification?.Enabled !== true) return {};
  const { KMSMasterKeyId } = specification;
  return { encrypted: KMSMasterKeyId === undefined ? {} : { keyArn: KMSMasterKeyId } };
}

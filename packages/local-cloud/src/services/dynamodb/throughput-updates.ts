import type { UpdateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { invalidParameter, validationError } from "./errors.ts";
import { NO_THROUGHPUT, readThroughput } from "./index-definition.ts";
import type { IndexRecord, Table, Throughput } from "./table.ts";

type BillingUpdate = Pick<
  UpdateTableCommandInput,
  "BillingMode" | "ProvisionedThroughput" | "GlobalSecondaryIndexUpdates"
>;

/**
 * The table after a change of its billing mode or its own throughput.
 *
 * @throws {AwsError} ValidationException.
 */
export function changeBilling(table: Table, input: BillingUpdate, nowMs: number): Table {
  const billing = input.BillingMode ?? table.billing;
  if (billing === "PAY_PER_REQUEST") return toPayPerRequest(table, input, nowMs);
  if (input.ProvisionedThroughput === undefined) {
    if (input.BillingMode === undefined) return table;
    throw invalidParameter(
      "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
    );
  }
  const wanted = readThroughput(input.ProvisionedThroughput);
  if (table.billing === "PAY_PER_REQUEST") return toProvisioned(table, wanted, input);
  return { ...table, throughput: changeThroughput(table.throughput, wanted, nowMs) };
}

function toPayPerRequest(table: Table, input: BillingUpdate, nowMs: number): Table {
  if (input.ProvisionedThroughput !== undefined) {
    throw invalidParameter(
      "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
    );
  }
  if (table.billing === "PAY_PER_REQUEST") return table;
  const indexes = table.indexes.map((index) => ({ ...index, throughput: NO_THROUGHPUT }));
  return {
    ...table,
    billing: "PAY_PER_REQUEST",
    payPerRequestSince: nowMs,
    throughput: NO_THROUGHPUT,
    indexes,
  };
}

function toProvisioned(table: Table, throughput: Throughput, input: BillingUpdate): Table {
  const updates = new Map(
    (input.GlobalSecondaryIndexUpdates ?? []).map(({ Update }) => [
      Update?.IndexName,
      Update?.ProvisionedThroughput,
    ]),
  );
  const lacking = table.indexes.filter(
    ({ kind, name }) => kind === "global" && updates.get(name) === undefined,
  );
  if (lacking.length > 0) {
    throw invalidParameter(
      `ProvisionedThroughput must be specified for index: ${lacking.map(({ name }) => name).join(",")}`,
    );
  }
  const indexes = table.indexes.map((index): IndexRecord => {
    // The index update itself comes later, and must find another value than the one it sets.
    return { ...index, throughput: NO_THROUGHPUT };
  });
  return { ...table, billing: "PROVISIONED", throughput, indexes };
}

/**
 * Changes provisioned throughput.
 *
 * @throws {AwsError} ValidationException: it would stay as it is.
 */
export function changeThroughput(
  before: Throughput,
  wanted: Throughput,
  nowMs: number,
): Throughput {
  if (before.read === wanted.read && before.write === wanted.write) {
    throw validationError(
      `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${before.read}. Requested ReadCapacityUnits: ${wanted.read}. Current WriteCapacityUnits provisioned for the table: ${before.write}. Requested WriteCapacityUnits: ${wanted.write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
    );
  }
  const lower = wanted.read < before.read || wanted.write < before.write;
  const higher = wanted.read > before.read || wanted.write > before.write;
  return {
    ...before,
    read: wanted.read,
    write: wanted.write,
    decreasesToday: before.decreasesToday + (lower ? 1 : 0),
    ...(higher && { increasedAt: nowMs }),
    ...(lower && { decreasedAt: nowMs }),
  };
}

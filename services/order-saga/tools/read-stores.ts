import { ScanCommand, type AttributeValue, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Outputs } from "./stack-outputs.ts";

/** What the participants hold at one moment; marks of what was undone are left out. */
export interface Stores {
  /** `ITEM001 for ABC/002: ORDER_PLACED`, by order. */
  readonly orders: Readonly<Record<string, string>>;
  /** Items in stock, by item. */
  readonly stock: Readonly<Record<string, number>>;
  /** Item by order that holds one. */
  readonly reserved: Readonly<Record<string, string>>;
  /** Item by order that was paid. */
  readonly paid: Readonly<Record<string, string>>;
}

type Row = Record<string, AttributeValue>;

function text(row: Row, name: string): string {
  return row[name]?.S ?? "";
}

function byOrder(rows: readonly Row[], valueOf: (row: Row) => string): Record<string, string> {
  return Object.fromEntries(rows.map((row) => [text(row, "OrderId"), valueOf(row)]));
}

/** Reads all stores; a row at a time, so of a service at rest. */
export async function readStores(
  client: DynamoDBClient,
  tables: Pick<Outputs, "OrdersTable" | "InventoryTable" | "ReservationsTable" | "PaymentsTable">,
): Promise<Stores> {
  const orders = await rowsOf(client, tables.OrdersTable);
  const stock = await rowsOf(client, tables.InventoryTable);
  const reservations = await rowsOf(client, tables.ReservationsTable);
  const payments = await rowsOf(client, tables.PaymentsTable);
  return {
    orders: byOrder(
      orders,
      (row) => `${text(row, "ItemId")} for ${text(row, "CustomerId")}: ${text(row, "Status")}`,
    ),
    stock: Object.fromEntries(
      stock.map((row) => [text(row, "ItemId"), Number(row["ItemsInStock"]?.N)]),
    ),
    reserved: byOrder(
      reservations.filter((row) => text(row, "State") === "HELD"),
      (row) => text(row, "ItemId"),
    ),
    paid: byOrder(
      payments.filter((row) => text(row, "Status") === "PAYMENT_COMPLETED"),
      (row) => text(row, "ItemId"),
    ),
  };
}

async function rowsOf(client: DynamoDBClient, TableName: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let start: Row | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    rows.push(...Items);
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return rows;
}

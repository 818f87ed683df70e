import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { TestCloud } from "@blueprints/local-cloud/testing";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import * as z from "zod";
import { bookingTable } from "../src/adapters/booking-table.ts";
import type { BookingRepository } from "../src/app/ports.ts";

const Key = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const Table = z.object({
  BillingMode: z.literal("PAY_PER_REQUEST"),
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.literal("S") }),
  ),
  KeySchema: Key,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema: Key,
        Projection: z.object({ ProjectionType: z.literal("ALL") }),
      }),
    )
    .optional(),
});
const Template = z.object({ Resources: z.record(z.string(), z.object({ Properties: Table })) });

const STORED_IN: Readonly<Record<string, string>> = {
  FlightTable: "flights",
  PaymentTable: "flights",
};

let tables = 0;

/** Makes a table as the template has it; resolves with its name. */
export async function createTable(cloud: TestCloud, logicalId: string): Promise<string> {
  const name = STORED_IN[logicalId] ?? "storage";
  const file = new URL(`../resources/${name}.yml`, import.meta.url);
  const { Resources } = Template.parse(
    parse(await readFile(file, "utf8"), { logLevel: "error", merge: true }),
  );
  const { GlobalSecondaryIndexes, ...properties } = Table.parse(Resources[logicalId]?.Properties);
  const TableName = `${logicalId}-${(tables += 1)}`;
  await cloud.client(DynamoDBClient).send(
    new CreateTableCommand({
      TableName,
      ...properties,
      ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes }),
    }),
  );
  return TableName;
}

/** Bookings in a table of their own. */
export async function bookingsInDynamo(cloud: TestCloud): Promise<BookingRepository> {
  return bookingTable(cloud.client(DynamoDBClient), await createTable(cloud, "BookingTable"));
}

import { GetItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Catalog } from "../app/ports.ts";
import { readRow } from "./catalog-row.ts";
import { orUnavailable } from "./catalog-unavailable.ts";

/** The table that the workflow writes. */
export function catalogTable(client: DynamoDBClient, TableName: string): Catalog {
  return {
    async get(key) {
      const Key = { Id: { S: key } };
      const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
      const { Item } = await orUnavailable(client.send(command));
      return readRow(Item);
    },
  };
}

import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

/** One row of the inventory. */
export interface StockRow {
  readonly ItemId: string;
  readonly ItemName: string;
  readonly ItemsInStock: number;
}

/** The rows of the post. */
export const STOCK: readonly StockRow[] = [
  { ItemId: "ITEM001", ItemName: "Soap", ItemsInStock: 1000 },
  { ItemId: "ITEM002", ItemName: "Shampoo", ItemsInStock: 500 },
  { ItemId: "ITEM003", ItemName: "Toothpaste", ItemsInStock: 2000 },
];

/** Writes rows that are not there; a row that is there keeps its stock. Resolves with the ids of those written. */
export async function seedStock(
  client: DynamoDBClient,
  TableName: string,
  rows: readonly StockRow[] = STOCK,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { ItemId, ItemName, ItemsInStock } of rows) {
    const command = new PutItemCommand({
      TableName,
      Item: {
        ItemId: { S: ItemId },
        ItemName: { S: ItemName },
        ItemsInStock: { N: String(ItemsInStock) },
        ItemStatus: { S: "" },
      },
      ConditionExpression: "attribute_not_exists(ItemId)",
    });
    try {
      await client.send(command);
      written.push(ItemId);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
  return written;
}

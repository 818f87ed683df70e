import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Inventory } from "../app/ports.ts";
import { expiry, orUnavailable, transact, type TableParts } from "./table-call.ts";

const CODE = "InventoryUnavailable";

/** The names of the inventory participant's tables. */
export interface InventoryTables {
  readonly inventory: string;
  /** Which order HELD one of an item, or has RELEASED it: a release before its reservation stops that. */
  readonly reservations: string;
}

/** Stock and reservations in DynamoDB, always changed together. */
export function inventoryTable({ client, now }: TableParts, tables: InventoryTables): Inventory {
  const change = (itemId: string, by: 1 | -1, condition: string) => ({
    Update: {
      TableName: tables.inventory,
      Key: { ItemId: { S: itemId } },
      UpdateExpression: "SET ItemsInStock = ItemsInStock + :by",
      ConditionExpression: condition,
      ExpressionAttributeValues: {
        ":by": { N: String(by) },
        ...(by < 0 && { ":one": { N: "1" } }),
      },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    },
  });

  return {
    async reserve({ OrderId, Order: { ItemId } }) {
      const Put = {
        TableName: tables.reservations,
        Item: { OrderId: { S: OrderId }, ItemId: { S: ItemId }, State: { S: "HELD" } },
        ConditionExpression: "attribute_not_exists(OrderId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      } as const;
      const take = change(ItemId, -1, "ItemsInStock >= :one");
      const reasons = await transact(client, [take, { Put }], CODE);
      if (reasons === undefined) return undefined;
      const [stock, own] = reasons;
      if (own?.Item !== undefined) {
        return own.Item["State"]?.S === "HELD" ? undefined : "ReservationWasReleased";
      }
      return stock?.Item === undefined ? "UnknownItem" : "OutOfStock";
    },

    async release(orderId) {
      const TableName = tables.reservations;
      const Key = { OrderId: { S: orderId } };
      const read = new GetItemCommand({ TableName, Key, ConsistentRead: true });
      const { Item } = await orUnavailable(client.send(read), CODE);
      if (Item?.["State"]?.S === "RELEASED") return;
      const held = Item?.["ItemId"];
      const release = {
        Put: {
          TableName,
          Item: {
            ...Key,
            ...(held && { ItemId: held }),
            State: { S: "RELEASED" },
            ExpiresAt: expiry(now),
          },
          // As it was read: of two releases, or of a release and a reservation, one comes again.
          ...(held
            ? {
                ConditionExpression: "#state = :held",
                ExpressionAttributeNames: { "#state": "State" },
                ExpressionAttributeValues: { ":held": { S: "HELD" } },
              }
            : { ConditionExpression: "attribute_not_exists(OrderId)" }),
        },
      };
      const giveBack = held?.S === undefined ? [] : [change(held.S, 1, "attribute_exists(ItemId)")];
      const reasons = await transact(client, [release, ...giveBack], CODE);
      if (reasons !== undefined)
        throw new UnavailableError(CODE, `order ${orderId} changed meanwhile`);
    },
  };
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Orders } from "../app/ports.ts";
import type { OrderCall } from "../domain/order.ts";
import { expiry, transact, type TableParts } from "./table-call.ts";

const CODE = "OrdersUnavailable";

/** The names of the order participant's tables. */
export interface OrderTables {
  readonly orders: string;
  /** Marks of removed orders, so that a write that comes late does not bring one back. */
  readonly removed: string;
}

function isSame(item: Record<string, AttributeValue>, { Order }: OrderCall): boolean {
  return item["ItemId"]?.S === Order.ItemId && item["CustomerId"]?.S === Order.CustomerId;
}

/** Orders in DynamoDB. */
export function ordersTable({ client, now }: TableParts, tables: OrderTables): Orders {
  return {
    async place(call) {
      const { ItemId, CustomerId } = call.Order;
      const OrderId = { S: call.OrderId };
      const Put = {
        TableName: tables.orders,
        Item: {
          OrderId,
          ItemId: { S: ItemId },
          CustomerId: { S: CustomerId },
          Status: { S: "ORDER_PLACED" },
        },
        ConditionExpression: "attribute_not_exists(OrderId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      } as const;
      const ConditionCheck = {
        TableName: tables.removed,
        Key: { OrderId },
        ConditionExpression: "attribute_not_exists(OrderId)",
      };
      const reasons = await transact(client, [{ Put }, { ConditionCheck }], CODE);
      if (reasons === undefined) return undefined;
      const [own, mark] = reasons;
      if (mark?.Code === "ConditionalCheckFailed") return "OrderWasRemoved";
      return own?.Item && isSame(own.Item, call) ? undefined : "OrderAlreadyExists";
    },

    async remove(orderId) {
      const OrderId = { S: orderId };
      const Delete = { TableName: tables.orders, Key: { OrderId } };
      const Put = { TableName: tables.removed, Item: { OrderId, ExpiresAt: expiry(now) } };
      await transact(client, [{ Delete }, { Put }], CODE);
    },
  };
}

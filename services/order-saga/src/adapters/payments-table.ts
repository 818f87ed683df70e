import {
  ConditionalCheckFailedException,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Payments } from "../app/ports.ts";
import { expiry, orUnavailable, type TableParts } from "./table-call.ts";

const CODE = "PaymentsUnavailable";

/** Payments in DynamoDB. A refund before its payment stops that. */
export function paymentsTable({ client, now }: TableParts, TableName: string): Payments {
  return {
    async charge({ OrderId, Order: { ItemId, CustomerId } }) {
      const command = new PutItemCommand({
        TableName,
        Item: {
          OrderId: { S: OrderId },
          ItemId: { S: ItemId },
          CustomerId: { S: CustomerId },
          Status: { S: "PAYMENT_COMPLETED" },
        },
        ConditionExpression: "attribute_not_exists(OrderId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      try {
        await orUnavailable(client.send(command), CODE);
        return undefined;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const isPaid = error.Item?.["Status"]?.S === "PAYMENT_COMPLETED";
        return isPaid ? undefined : "PaymentWasReverted";
      }
    },

    async refund(orderId) {
      const command = new UpdateItemCommand({
        TableName,
        Key: { OrderId: { S: orderId } },
        UpdateExpression: "SET #status = :reverted, ExpiresAt = :expiry",
        ExpressionAttributeNames: { "#status": "Status" },
        ExpressionAttributeValues: {
          ":reverted": { S: "PAYMENT_REVERTED" },
          ":expiry": expiry(now),
        },
      });
      await orUnavailable(client.send(command), CODE);
    },
  };
}

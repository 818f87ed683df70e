import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import type { BookingRepository } from "../app/ports.ts";
import type { ProcessedBookings } from "../app/process-ports.ts";
import { eventOf } from "../domain/booking-event.ts";
import { toItem } from "./booking-item.ts";
import { paymentKey } from "./payment-table.ts";
import { orUnavailable } from "./table-call.ts";
import { transact } from "./transaction.ts";

/** The bookings of a table, with what processes need beside what callers do. */
export function processedBookingTable(
  client: DynamoDBClient,
  names: { readonly bookings: string; readonly payments: string },
  bookings: BookingRepository,
): ProcessedBookings {
  const TableName = names.bookings;
  return {
    retrieve: (bookingId) => bookings.retrieve(bookingId),
    add: (booking, context) => bookings.add(booking, context),
    update: (booking, context) => bookings.update(booking, context),

    async updatePaid(booking, { correlationId }) {
      const Put = {
        TableName,
        Item: toItem(booking, eventOf(booking, correlationId)),
        ConditionExpression: "Version = :before",
        ExpressionAttributeValues: { ":before": { N: String(booking.version - 1) } },
      };
      const ConditionCheck = {
        TableName: names.payments,
        Key: paymentKey(booking.bookingId),
        ConditionExpression: "#state = :collected",
        ExpressionAttributeNames: { "#state": "State" },
        ExpressionAttributeValues: { ":collected": { S: "COLLECTED" } },
      };
      return (await transact(client, [{ Put }, { ConditionCheck }])) === undefined;
    },

    async addGivenUp(booking, { correlationId }) {
      const Item = toItem(booking, eventOf(booking, correlationId));
      const ConditionExpression = "attribute_not_exists(BookingId)";
      try {
        const command = new PutItemCommand({ TableName, Item, ConditionExpression });
        await orUnavailable(client.send(command));
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}

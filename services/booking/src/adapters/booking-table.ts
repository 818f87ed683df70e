import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type AttributeValue,
  type CancellationReason,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Added, BookingRepository } from "../app/ports.ts";
import { eventOf } from "../domain/booking-event.ts";
import { isStanding, type Booking } from "../domain/booking.ts";
import { readBooking, toItem } from "./booking-item.ts";
import { orUnavailable } from "./table-call.ts";
import { transact } from "./transaction.ts";

const MAX_ROUNDS = 3; // of adding: a booking that stood in the way was cancelled before it could be read
const CUSTOMER_BOOKINGS = "CustomerBookings"; // the index that has a customer's bookings by Place

type Key = Record<string, AttributeValue>;

/** Where the table says which of a customer's bookings of a flight stands. */
function standingKey({ customerId, outboundFlightId }: Booking): Key {
  const names = [customerId, outboundFlightId].map(encodeURIComponent).join("#");
  return { BookingId: { S: `standing#${names}` } }; // no booking's id: those are UUIDs
}

/** The key, of index and table, that a page begins after. */
function startKey(customerId: string, place: string): Key {
  const bookingId = place.slice(place.indexOf("#") + 1);
  return { CustomerId: { S: customerId }, Place: { S: place }, BookingId: { S: bookingId } };
}

/**
 * Bookings in a DynamoDB table: an item for each, with the last thing that happened to it, which the table's
 * stream hands on; and an item for each customer and flight that names the booking that stands.
 */
export function bookingTable(client: DynamoDBClient, TableName: string): BookingRepository {
  const retrieve = async (bookingId: string): Promise<Booking | undefined> => {
    const Key = { BookingId: { S: bookingId } };
    const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
    const { Item } = await orUnavailable(client.send(command));
    return Item && readBooking(Item);
  };

  /** What is in the way of a booking; undefined when it no longer is. */
  const inTheWay = async (reasons: readonly CancellationReason[]): Promise<Added | undefined> => {
    const [own, standing] = reasons;
    if (own?.Item !== undefined) return { added: false, booking: readBooking(own.Item) };
    const holder = standing?.Item?.["Holder"]?.S;
    const booking = holder === undefined ? undefined : await retrieve(holder);
    return booking && isStanding(booking) ? { added: false, booking } : undefined;
  };

  const replace = async (Item: Key, before: AttributeValue): Promise<boolean> => {
    const command = new PutItemCommand({
      TableName,
      Item,
      ConditionExpression: "Version = :before",
      ExpressionAttributeValues: { ":before": before },
    });
    try {
      await orUnavailable(client.send(command));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  /** Replaces the item, and takes away the one that says that the booking stands. */
  const replaceAndMakeWay = async (booking: Booking, Item: Key, before: AttributeValue) => {
    const Put = {
      TableName,
      Item,
      ConditionExpression: "Version = :before",
      ExpressionAttributeValues: { ":before": before },
    };
    const Delete = {
      TableName,
      Key: standingKey(booking),
      ConditionExpression: "Holder = :booking",
      ExpressionAttributeValues: { ":booking": { S: booking.bookingId } },
    };
    return (await transact(client, [{ Put }, { Delete }])) === undefined;
  };

  return {
    retrieve,

    async add(booking, { correlationId }) {
      const unlessThere = {
        TableName,
        ConditionExpression: "attribute_not_exists(BookingId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      } as const;
      const Item = toItem(booking, eventOf(booking, correlationId));
      const Standing = { ...standingKey(booking), Holder: { S: booking.bookingId } };
      const writes = [
        { Put: { ...unlessThere, Item } },
        { Put: { ...unlessThere, Item: Standing } },
      ];
      for (let round = 1; round <= MAX_ROUNDS; round += 1) {
        const reasons = await transact(client, writes);
        if (reasons === undefined) return { added: true, booking };
        const added = await inTheWay(reasons);
        if (added !== undefined) return added;
      }
      throw new UnavailableError("BookingsUnavailable", "the flight's bookings change too fast");
    },

    async update(booking, { correlationId }) {
      const Item = toItem(booking, eventOf(booking, correlationId));
      const before = { N: String(booking.version - 1) };
      return isStanding(booking) ? replace(Item, before) : replaceAndMakeWay(booking, Item, before);
    },

    async listForCustomer(customerId, { limit, after }) {
      const command = new QueryCommand({
        TableName,
        IndexName: CUSTOMER_BOOKINGS,
        KeyConditionExpression: "CustomerId = :customer",
        ExpressionAttributeValues: { ":customer": { S: customerId } },
        ScanIndexForward: false,
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: startKey(customerId, after) }),
      });
      const { Items = [], LastEvaluatedKey } = await orUnavailable(client.send(command));
      return { bookings: Items.map(readBooking), end: LastEvaluatedKey?.["Place"]?.S };
    },
  };
}

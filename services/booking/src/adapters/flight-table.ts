import {
  GetItemCommand,
  PutItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { ConflictError, NotFoundError, UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Clock } from "../app/ports.ts";
import type { FlightSeats } from "../app/process-ports.ts";
import { expiresAt } from "./mark.ts";
import { orUnavailable } from "./table-call.ts";
import { transact } from "./transaction.ts";

const MAX_ROUNDS = 3; // of releasing: a seat that was reserved, or released, between reading and writing

/** Where the table says what became of a booking's seat; no flight's id, which has no "#". */
function seatKey(bookingId: string) {
  return { FlightId: { S: `seat#${bookingId}` } };
}

/**
 * Seats in a DynamoDB table: an item for each flight with its capacity and the seats left, and one for each
 * booking that says whether it holds a seat (HELD, RELEASED). Both change in one transaction, so seats left and
 * seats held are the capacity at any moment. A RELEASED item keeps a reservation that comes late from taking a seat.
 */
export function flightTable(client: DynamoDBClient, TableName: string, clock: Clock): FlightSeats {
  const seatOf = async (bookingId: string) => {
    const Key = seatKey(bookingId);
    const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
    const { Item } = await orUnavailable(client.send(command));
    return Item && { state: Item["State"]?.S, flightId: Item["Flight"]?.S ?? "" };
  };

  /** False when there is a seat by now. */
  const markReleased = async (bookingId: string): Promise<boolean> => {
    const Item = { ...seatKey(bookingId), State: { S: "RELEASED" }, ExpiresAt: expiresAt(clock()) };
    const ConditionExpression = "attribute_not_exists(FlightId)";
    try {
      const command = new PutItemCommand({ TableName, Item, ConditionExpression });
      await orUnavailable(client.send(command));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  /** False when the seat is not held any more. */
  const giveBack = async (bookingId: string, flightId: string): Promise<boolean> => {
    const Seat = {
      TableName,
      Key: seatKey(bookingId),
      UpdateExpression: "SET #state = :released, ExpiresAt = :expiresAt",
      ConditionExpression: "#state = :held",
      ExpressionAttributeNames: { "#state": "State" },
      ExpressionAttributeValues: {
        ":held": { S: "HELD" },
        ":released": { S: "RELEASED" },
        ":expiresAt": expiresAt(clock()),
      },
    };
    const Flight = {
      TableName,
      Key: { FlightId: { S: flightId } },
      UpdateExpression: "SET SeatsLeft = SeatsLeft + :one",
      ConditionExpression: "SeatsLeft < SeatCapacity",
      ExpressionAttributeValues: { ":one": { N: "1" } },
    };
    const reasons = await transact(client, [{ Update: Seat }, { Update: Flight }]);
    if (reasons?.[0]?.Code === "None") throw new Error(`${flightId}: more seats than it has`);
    return reasons === undefined;
  };

  return {
    async reserve(bookingId, flightId) {
      const Flight = {
        TableName,
        Key: { FlightId: { S: flightId } },
        UpdateExpression: "SET SeatsLeft = SeatsLeft - :one",
        ConditionExpression: "SeatsLeft > :none",
        ExpressionAttributeValues: { ":one": { N: "1" }, ":none": { N: "0" } },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      } as const;
      const Seat = {
        TableName,
        Item: { ...seatKey(bookingId), Flight: { S: flightId }, State: { S: "HELD" } },
        ConditionExpression: "attribute_not_exists(FlightId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      } as const;
      const reasons = await transact(client, [{ Update: Flight }, { Put: Seat }]);
      if (reasons === undefined) return;
      const [flight, seat] = reasons;
      if (seat?.Item?.["State"]?.S === "HELD") return;
      if (seat?.Item !== undefined) {
        throw new ConflictError("SeatReleased", `booking ${bookingId} was given up`);
      }
      if (flight?.Item === undefined) {
        throw new NotFoundError("FlightNotFound", `no flight ${flightId}`);
      }
      throw new ConflictError("NoSeatLeft", `no seat left on ${flightId}`);
    },

    async release(bookingId) {
      for (let round = 1; round <= MAX_ROUNDS; round += 1) {
        const seat = await seatOf(bookingId);
        if (seat?.state === "RELEASED") return;
        const isDone = seat
          ? await giveBack(bookingId, seat.flightId)
          : await markReleased(bookingId);
        if (isDone) return;
      }
      throw new UnavailableError("BookingsUnavailable", "the seat changes too fast");
    },
  };
}

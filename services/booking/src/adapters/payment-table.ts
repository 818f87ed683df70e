import {
  ConditionalCheckFailedException,
  GetItemCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import { ConflictError, UnavailableError } from "@blueprints/lambda-kit/errors";
import type { Clock } from "../app/ports.ts";
import type { Payment, PaymentLedger } from "../app/process-ports.ts";
import { expiresAt } from "./mark.ts";
import { orUnavailable } from "./table-call.ts";
import { transact } from "./transaction.ts";

const MAX_ROUNDS = 3; // of giving up: a payment that was begun between reading and writing

/** The key of what is known of a booking's payment. */
export function paymentKey(bookingId: string) {
  return { PaymentId: { S: bookingId } };
}

type Item = Readonly<Record<string, AttributeValue>>;

function readPayment({ ChargeId, Price, ReceiptUrl }: Item): Payment {
  const receipt = Price?.N && { price: Number(Price.N), receiptUrl: ReceiptUrl?.S ?? "" };
  return { chargeId: ChargeId?.S ?? "", receipt: receipt || undefined };
}

function isGivenUp({ State }: Item): boolean {
  return State?.S === "REFUNDING" || State?.S === "REFUNDED";
}

/**
 * Payments in a DynamoDB table: an item for each booking with the state of its payment (COLLECTING, COLLECTED,
 * REFUNDING, REFUNDED), and one for each charge that says which booking it pays for. A booking is confirmed in a
 * transaction that asks for COLLECTED, and a payment given up in one that asks that the booking is not confirmed:
 * whichever comes first wins.
 */
export function paymentTable(
  client: DynamoDBClient,
  names: { readonly payments: string; readonly bookings: string },
  clock: Clock,
): PaymentLedger {
  const TableName = names.payments;

  const itemOf = async (bookingId: string): Promise<Item | undefined> => {
    const Key = paymentKey(bookingId);
    const command = new GetItemCommand({ TableName, Key, ConsistentRead: true });
    return (await orUnavailable(client.send(command))).Item;
  };

  /** Writes the state that a payment has next; false when it is not in one of those before. */
  const move = async (
    bookingId: string,
    set: Item,
    before: readonly string[],
  ): Promise<boolean> => {
    const values = Object.entries(set).map(([name, value]) => [`:${name}`, value] as const);
    const from = before.map((state, at) => [`:before${at}`, { S: state }] as const);
    const command = new UpdateItemCommand({
      TableName,
      Key: paymentKey(bookingId),
      UpdateExpression: `SET ${Object.keys(set)
        .map((name) => `#${name} = :${name}`)
        .join(", ")}`,
      ConditionExpression: `#State IN (${from.map(([name]) => name).join(", ")})`,
      ExpressionAttributeNames: Object.fromEntries(
        Object.keys(set).map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: Object.fromEntries([...values, ...from]),
    });
    try {
      await orUnavailable(client.send(command));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  const unlessConfirmed = (bookingId: string): TransactWriteItem => ({
    ConditionCheck: {
      TableName: names.bookings,
      Key: { BookingId: { S: bookingId } },
      ConditionExpression: "attribute_not_exists(BookingId) OR #status <> :confirmed",
      ExpressionAttributeNames: { "#status": "Status" },
      ExpressionAttributeValues: { ":confirmed": { S: "Confirmed" } },
    },
  });

  /** Gives up a payment in the state it was read in; false when it is in another by now. */
  const giveUp = async (bookingId: string, item: Item | undefined): Promise<boolean> => {
    const before = item?.["State"];
    const mark = {
      ...paymentKey(bookingId),
      State: { S: "REFUNDED" },
      ExpiresAt: expiresAt(clock()),
    };
    const Put = {
      TableName,
      Item: item ? { ...item, State: { S: "REFUNDING" } } : mark,
      ...(before
        ? {
            ConditionExpression: "#state = :before",
            ExpressionAttributeNames: { "#state": "State" },
            ExpressionAttributeValues: { ":before": before },
          }
        : { ConditionExpression: "attribute_not_exists(PaymentId)" }),
    };
    const reasons = await transact(client, [{ Put }, unlessConfirmed(bookingId)]);
    if (reasons?.[1]?.Code === "ConditionalCheckFailed") {
      throw new ConflictError("BookingIsConfirmed", `booking ${bookingId} is confirmed`);
    }
    return reasons === undefined;
  };

  return {
    async begin(bookingId, chargeId) {
      const own = {
        TableName,
        Item: {
          ...paymentKey(bookingId),
          ChargeId: { S: chargeId },
          State: { S: "COLLECTING" },
        },
        ConditionExpression: "attribute_not_exists(PaymentId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      } as const;
      const ofCharge = {
        TableName,
        Item: { PaymentId: { S: `charge#${chargeId}` }, Holder: { S: bookingId } },
        ConditionExpression: "attribute_not_exists(PaymentId) OR Holder = :booking",
        ExpressionAttributeValues: { ":booking": { S: bookingId } },
      };
      const reasons = await transact(client, [{ Put: own }, { Put: ofCharge }]);
      if (reasons === undefined) return { chargeId, receipt: undefined };
      const there = reasons[0]?.Item;
      if (there === undefined) {
        throw new ConflictError("ChargeInUse", "the charge pays for another booking");
      }
      if (isGivenUp(there)) throw new ConflictError("PaymentRefunded", "the payment was given up");
      return readPayment(there);
    },

    async collected(bookingId, { price, receiptUrl }) {
      const set = {
        State: { S: "COLLECTED" },
        Price: { N: String(price) },
        ReceiptUrl: { S: receiptUrl },
      };
      if (await move(bookingId, set, ["COLLECTING", "COLLECTED"])) return;
      throw new ConflictError("PaymentRefunded", "the payment was given up meanwhile");
    },

    async giveUp(bookingId) {
      for (let round = 1; round <= MAX_ROUNDS; round += 1) {
        const item = await itemOf(bookingId);
        if (item?.["State"]?.S === "REFUNDED") return undefined;
        if (await giveUp(bookingId, item)) return item && readPayment(item);
      }
      throw new UnavailableError("BookingsUnavailable", "the payment changes too fast");
    },

    async refunded(bookingId) {
      await move(bookingId, { State: { S: "REFUNDED" } }, ["COLLECTING", "REFUNDING", "REFUNDED"]);
    },
  };
}

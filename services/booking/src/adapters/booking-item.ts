import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod/mini";
import type { BookingEvent } from "../domain/booking-event.ts";
import { EVENT_TYPES } from "../domain/booking-event.ts";
import { STATUSES, type Booking } from "../domain/booking.ts";
import { placeOf } from "../domain/page-token.ts";

/** An item as DynamoDB's API and streams have it. */
export type Item = Readonly<Record<string, AttributeValue>>;

const Text = z.pipe(
  z.object({ S: z.string() }),
  z.transform(({ S }) => S),
);
const Version = z.pipe(
  z.object({ N: z.string().check(z.regex(/^[1-9]\d*$/u)) }),
  z.transform(({ N }) => Number(N)),
);

function map<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.pipe(
    z.object({ M: z.object(shape) }),
    z.transform(({ M }) => M),
  );
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.pipe(Text, z.enum(values));
}

const BookingItem = z.object({
  BookingId: Text,
  CustomerId: Text,
  OutboundFlightId: Text,
  ChargeId: Text,
  Status: oneOf(STATUSES),
  ReservedAt: Text,
  ConfirmedOn: z.optional(Text),
  CancelledOn: z.optional(Text),
  CancellationReason: z.optional(Text),
  Version,
  Commands: map({
    Reserved: z.optional(Text),
    Confirmed: z.optional(Text),
    Cancelled: z.optional(Text),
  }),
});

const LastEvent = z.object({
  LastEvent: map({
    Id: Text,
    Type: oneOf(EVENT_TYPES),
    At: Text,
    CorrelationId: z.optional(Text),
  }),
});

function texts(
  values: Readonly<Record<string, string | undefined>>,
): Record<string, AttributeValue> {
  const given = Object.entries(values).flatMap(([name, S]) =>
    S === undefined ? [] : [{ name, S }],
  );
  return Object.fromEntries(given.map(({ name, S }) => [name, { S }]));
}

/** A booking, and the last thing that happened to it, as the table has them: one item, written as one. */
export function toItem(booking: Booking, event: BookingEvent): Record<string, AttributeValue> {
  const { bookingId, customerId, outboundFlightId, chargeId, status, version } = booking;
  return {
    ...texts({
      BookingId: bookingId,
      CustomerId: customerId,
      Place: placeOf(booking),
      OutboundFlightId: outboundFlightId,
      ChargeId: chargeId,
      Status: status,
      ReservedAt: booking.reservedAt,
      ConfirmedOn: booking.confirmedOn,
      CancelledOn: booking.cancelledOn,
      CancellationReason: booking.cancellationReason,
    }),
    Version: { N: String(version) },
    Commands: { M: texts(booking.commands) },
    LastEvent: {
      M: texts({
        Id: event.id,
        Type: event.type,
        At: event.at,
        CorrelationId: event.correlationId,
      }),
    },
  };
}

function defined<T extends object>(values: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  // oxlint-disable-next-line typescript/consistent-type-assertions -- the same object without what is undefined
  return Object.fromEntries(given) as { [Name in keyof T]: Exclude<T[Name], undefined> };
}

/** The booking of an item. @throws {Error} it is none: the table was written by something else. */
export function readBooking(item: Item): Booking {
  const row = z.parse(BookingItem, item);
  const { ConfirmedOn, CancelledOn, CancellationReason, Commands } = row;
  return {
    bookingId: row.BookingId,
    customerId: row.CustomerId,
    outboundFlightId: row.OutboundFlightId,
    chargeId: row.ChargeId,
    status: row.Status,
    reservedAt: row.ReservedAt,
    ...(ConfirmedOn !== undefined && { confirmedOn: ConfirmedOn }),
    ...(CancelledOn !== undefined && { cancelledOn: CancelledOn }),
    ...(CancellationReason !== undefined && { cancellationReason: CancellationReason }),
    version: row.Version,
    commands: defined(Commands),
  };
}

/** The last thing that happened to an item's booking. @throws {Error} as above */
export function readEventOf(item: Item): BookingEvent {
  const { Id, Type, At, CorrelationId } = z.parse(LastEvent, item).LastEvent;
  return { id: Id, type: Type, at: At, correlationId: CorrelationId };
}

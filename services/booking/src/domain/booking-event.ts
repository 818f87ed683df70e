import type { Booking, Status } from "./booking.ts";

/** What others are told of a booking. */
export const EVENT_TYPES = [
  "BookingReserved",
  "BookingConfirmed",
  "BookingCancelled",
  "BookingFailed",
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The last thing that happened to a booking; kept in the booking itself, so that both are written or neither. */
export interface BookingEvent {
  /** The same whenever this event is published: what consumers know a duplicate by. */
  readonly id: string;
  readonly type: EventType;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly correlationId: string | undefined;
}

const HAPPENED: Readonly<Record<Status, EventType>> = {
  Reserved: "BookingReserved",
  Confirmed: "BookingConfirmed",
  Cancelled: "BookingCancelled",
};

/** A cancellation that is its own process' is the failure of that process. */
function typeOf({ bookingId, status, commands }: Booking): EventType {
  const isGivenUp = status === "Cancelled" && commands.Cancelled === bookingId;
  return isGivenUp ? "BookingFailed" : HAPPENED[status];
}

/** What the newest version of a booking is told as. */
export function eventOf(booking: Booking, correlationId: string | undefined): BookingEvent {
  const { bookingId, version, status, reservedAt, confirmedOn, cancelledOn } = booking;
  const times = { Reserved: reservedAt, Confirmed: confirmedOn, Cancelled: cancelledOn };
  return {
    id: `${bookingId}#${version}`,
    type: typeOf(booking),
    at: times[status] ?? reservedAt,
    correlationId,
  };
}

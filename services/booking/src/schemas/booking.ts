import * as z from "zod/mini";
import { BOOKING_ID } from "../domain/booking-id.ts";
import { STATUSES, type Booking } from "../domain/booking.ts";

// Ids of other systems: they go into keys and URLs, so neither slashes nor a name that is only dots.
const Id = z.string().check(z.regex(/^(?!\.+$)[\w.:|@+=-]{1,128}$/u));
const BookingId = z.string().check(z.regex(BOOKING_ID));
const Time = z.string();

/** Body of `POST /booking/reserve`. */
export const ReserveBody = z.strictObject({
  outboundFlightId: Id,
  customerId: Id,
  chargeId: Id,
});

/** Body of `POST /booking/confirm`. */
export const ConfirmBody = z.strictObject({ bookingId: BookingId });

/** Body of `PUT /booking/cancel`. */
export const CancelBody = z.strictObject({
  bookingId: BookingId,
  reason: z.string().check(z.minLength(1), z.maxLength(500)),
});

/** Path of `GET /booking/{bookingId}`. */
export const BookingPath = z.object({ bookingId: BookingId });

/** Path of `GET /customer/{customerId}`. */
export const CustomerPath = z.object({ customerId: Id });

const MAX_PAGE = 100; // bookings
const DEFAULT_PAGE = "25";

const Limit = z.pipe(
  z._default(z.string().check(z.regex(/^[1-9]\d{0,2}$/u)), DEFAULT_PAGE),
  z.pipe(
    z.transform((digits: string) => Number(digits)),
    z.number().check(z.lte(MAX_PAGE)),
  ),
);

/** Query of `GET /customer/{customerId}`. */
export const ListQuery = z.strictObject({
  limit: Limit,
  pageToken: z.optional(z.string().check(z.maxLength(200))),
});

/** A booking as callers see it. */
export const BookingView = z.strictObject({
  bookingId: BookingId,
  customerId: Id,
  outboundFlightId: Id,
  chargeId: Id,
  status: z.enum(STATUSES),
  reservedAt: Time,
  confirmedOn: z.optional(Time),
  cancelledOn: z.optional(Time),
  cancellationReason: z.optional(z.string()),
  version: z.int().check(z.gte(1)),
});
export type BookingView = z.infer<typeof BookingView>;

/** A page of a customer's bookings, newest first. */
export const BookingList = z.array(BookingView);

/** What callers see of a booking: all but which commands changed it. */
export function viewOf(booking: Booking): BookingView {
  const { commands: _, ...view } = booking;
  return view;
}

import * as z from "zod/mini";
import { defineEvent } from "./event-definition.ts";

const SOURCE = "booking";

/** What every event of a booking says. */
const Told = {
  /** The same however often this event comes: what a duplicate is known by. */
  eventId: z.string(),
  bookingId: z.string(),
  /** Of the booking, from 1: an event that is older than one that was seen is to be ignored. */
  version: z.int().check(z.gte(1)),
  /** When it happened: UTC, ISO 8601. */
  at: z.string(),
  customerId: z.string(),
  outboundFlightId: z.string(),
};

/** A customer has a seat, which is not paid for yet. */
export const BookingReserved = defineEvent({
  source: SOURCE,
  detailType: "BookingReserved",
  version: 1,
  detail: z.strictObject({ ...Told, chargeId: z.string() }),
});

/** A booking is paid for. */
export const BookingConfirmed = defineEvent({
  source: SOURCE,
  detailType: "BookingConfirmed",
  version: 1,
  detail: z.strictObject({ ...Told, chargeId: z.string() }),
});

/** A booking, reserved or confirmed, no longer stands. */
export const BookingCancelled = defineEvent({
  source: SOURCE,
  detailType: "BookingCancelled",
  version: 1,
  detail: z.strictObject({
    ...Told,
    reason: z.string(),
    /** A process made it: it has a seat and a charge, which are to be given back. */
    processed: z.optional(z.literal(true)),
  }),
});

/** A booking that was begun did not come about; what was done for it is undone. */
export const BookingFailed = defineEvent({
  source: SOURCE,
  detailType: "BookingFailed",
  version: 1,
  detail: z.strictObject({ ...Told, reason: z.string() }),
});

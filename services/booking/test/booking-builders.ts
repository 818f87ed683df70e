import { randomUUID } from "node:crypto";
import { bookingIdOf } from "../src/domain/booking-id.ts";
import { reserve, type Booking, type Reservation } from "../src/domain/booking.ts";
import type { Caller } from "../src/domain/customer.ts";

export const NOON = "2026-01-15T12:00:00.000Z";

export const STAFF: Caller = { kind: "staff", name: "arn:aws:iam::000000000000:user/desk" };

/** A customer who calls. */
export function aCaller(customerId: string): Caller {
  return { kind: "customer", name: customerId, customerId };
}

/** What a customer asks for. */
export function aReservation(over: Partial<Reservation> = {}): Reservation {
  return { customerId: "ada", outboundFlightId: "LH-1", chargeId: "ch_1", ...over };
}

/** A reserved booking; every one another unless told. */
export function aBooking(
  over: Partial<Reservation> & { readonly commandId?: string; readonly at?: string } = {},
): Booking {
  const { commandId = randomUUID(), at = NOON, ...reservation } = over;
  return reserve(bookingIdOf(commandId), aReservation(reservation), { commandId, at });
}

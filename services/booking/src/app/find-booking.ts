import { NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Booking } from "../domain/booking.ts";
import { mayActFor, type Caller } from "../domain/customer.ts";
import type { BookingRepository } from "./ports.ts";

/**
 * A booking that the caller may see. Of one that is another customer's they do not even learn that it exists.
 *
 * @throws {NotFoundError} `BookingNotFound`.
 */
export async function findBooking(
  deps: { readonly bookings: BookingRepository },
  bookingId: string,
  caller: Caller,
): Promise<Booking> {
  const booking = await deps.bookings.retrieve(bookingId);
  if (booking === undefined || !mayActFor(caller, booking.customerId)) {
    throw new NotFoundError("BookingNotFound", "Booking not found");
  }
  return booking;
}

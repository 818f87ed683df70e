import { ConflictError, ForbiddenError, InvalidError } from "@blueprints/lambda-kit/errors";
import { bookingIdOf } from "../domain/booking-id.ts";
import { reserve, type Booking, type Reservation } from "../domain/booking.ts";
import { mayActFor, type Caller } from "../domain/customer.ts";
import type { BookingRepository, ChangeContext, Clock, CustomerService } from "./ports.ts";

/** What is asked for, by whom, and in which command. */
export interface ReserveRequest extends Reservation, ChangeContext {
  readonly caller: Caller;
  readonly commandId: string;
}

/** An idempotency record lives a day, a booking longer: after that day the booking itself tells. */
function assertSameReservation(booking: Booking, asked: Reservation): void {
  const same =
    booking.customerId === asked.customerId &&
    booking.outboundFlightId === asked.outboundFlightId &&
    booking.chargeId === asked.chargeId;
  if (same) return;
  const message = "the idempotency key was used for another reservation";
  throw new ConflictError("IdempotencyKeyReused", message);
}

/**
 * Reserves a seat for a customer who exists. A customer who has a booking of that flight gets that one, as in
 * the post, and a command that comes again gets the booking that it made; whatever has become of it.
 *
 * @throws {ForbiddenError} `AnotherCustomer`: the caller may not book for this customer.
 * @throws {InvalidError} `CustomerNotFound`.
 * @throws {ConflictError} `IdempotencyKeyReused`: the command was carried out before, with other values.
 * @throws {UnavailableError} `CustomersUnavailable`, `BookingsUnavailable`.
 */
export async function reserveBooking(
  deps: {
    readonly bookings: BookingRepository;
    readonly customers: CustomerService;
    readonly clock: Clock;
  },
  { caller, commandId, correlationId, ...reservation }: ReserveRequest,
): Promise<Booking> {
  if (!mayActFor(caller, reservation.customerId)) {
    throw new ForbiddenError("AnotherCustomer", "a customer books for themselves only");
  }
  if (!(await deps.customers.customerExists(reservation.customerId))) {
    throw new InvalidError("CustomerNotFound", "Customer not found");
  }
  const command = { commandId, at: deps.clock() };
  const wanted = reserve(bookingIdOf(commandId), reservation, command);
  const { booking } = await deps.bookings.add(wanted, { correlationId });
  if (booking.bookingId === wanted.bookingId) assertSameReservation(booking, reservation);
  return booking;
}

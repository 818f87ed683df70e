import { ConflictError } from "@blueprints/lambda-kit/errors";
import { cancel, confirm, type Booking, type Command } from "../domain/booking.ts";
import type { Caller } from "../domain/customer.ts";
import { findBooking } from "./find-booking.ts";
import type { BookingRepository, ChangeContext, Clock } from "./ports.ts";

/** What changing a booking needs. */
export interface ChangeDeps {
  readonly bookings: BookingRepository;
  readonly clock: Clock;
}

/** Which booking is changed, by whom, and in which command. */
export interface ChangeRequest extends ChangeContext {
  readonly bookingId: string;
  readonly caller: Caller;
  readonly commandId: string;
}

type Change = (booking: Booking, command: Command) => Booking;

/**
 * Changes the booking as it is now. A write that took place but whose answer was lost is found out by looking
 * again: the booking then has this command's mark.
 */
async function change(deps: ChangeDeps, request: ChangeRequest, make: Change): Promise<Booking> {
  const { bookingId, caller, commandId, correlationId } = request;
  const command = { commandId, at: deps.clock() };
  const before = await findBooking(deps, bookingId, caller);
  const after = make(before, command);
  if (after === before) return before;
  if (await deps.bookings.update(after, { correlationId })) return after;

  const now = await findBooking(deps, bookingId, caller);
  if (make(now, command) === now) return now;
  throw new ConflictError("BookingChanged", `booking ${bookingId} was changed meanwhile`);
}

/**
 * Confirms a reservation.
 *
 * @throws {NotFoundError} `BookingNotFound`: there is none that the caller may see.
 * @throws {ConflictError} `BookingAlreadyConfirmed`, `BookingAlreadyCancelled`; `BookingChanged`: a change of
 * the same moment came first.
 */
export async function confirmBooking(deps: ChangeDeps, request: ChangeRequest): Promise<Booking> {
  return change(deps, request, confirm);
}

/**
 * Cancels a booking, and so makes way for another of the same customer on the same flight.
 *
 * @throws {NotFoundError} `BookingNotFound`: there is none that the caller may see.
 * @throws {ConflictError} `BookingAlreadyCancelled`; `BookingChanged`: a change of the same moment came first.
 */
export async function cancelBooking(
  deps: ChangeDeps,
  { reason, ...request }: ChangeRequest & { readonly reason: string },
): Promise<Booking> {
  return change(deps, request, (booking, command) => cancel(booking, reason, command));
}

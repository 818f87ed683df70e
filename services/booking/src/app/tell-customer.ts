import { ConflictError, NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Booking } from "../domain/booking.ts";
import type { Notifier, ProcessedBookings } from "./process-ports.ts";

/** What telling a customer needs. */
export interface TellDeps {
  readonly bookings: Pick<ProcessedBookings, "retrieve">;
  readonly notifier: Notifier;
}

async function find({ bookings }: TellDeps, bookingId: string): Promise<Booking> {
  const booking = await bookings.retrieve(bookingId);
  if (booking !== undefined) return booking;
  throw new NotFoundError("BookingNotFound", `no booking ${bookingId}`);
}

/**
 * Tells the customer that the booking is confirmed, if it is: what is said is what the booking says now.
 *
 * @throws {ConflictError} `BookingNotConfirmed`: it no longer is; nobody is told.
 */
export async function tellConfirmed(
  deps: TellDeps,
  { bookingId, price }: { readonly bookingId: string; readonly price: number | undefined },
): Promise<void> {
  const { customerId, status } = await find(deps, bookingId);
  if (status !== "Confirmed") {
    throw new ConflictError("BookingNotConfirmed", `booking ${bookingId} is ${status}`);
  }
  const outcome = { bookingId, customerId, price: price ?? null, reason: undefined };
  await deps.notifier.tell({ ...outcome, status: "confirmed" });
}

/**
 * Tells the customer that the booking is cancelled and why, if it is.
 *
 * @throws {ConflictError} `BookingNotCancelled`.
 */
export async function tellFailed(
  deps: TellDeps,
  { bookingId }: { readonly bookingId: string },
): Promise<void> {
  const { customerId, status, cancellationReason: reason } = await find(deps, bookingId);
  if (status !== "Cancelled") {
    throw new ConflictError("BookingNotCancelled", `booking ${bookingId} is ${status}`);
  }
  await deps.notifier.tell({ bookingId, customerId, status: "cancelled", price: null, reason });
}

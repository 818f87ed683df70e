import { ConflictError, InvalidError, NotFoundError } from "@blueprints/lambda-kit/errors";
import type { Reservation } from "../domain/booking.ts";
import {
  confirmFor,
  giveUp,
  neverReserved,
  reasonFor,
  reserveFor,
  type ProcessRequest,
} from "../domain/process.ts";
import type { ChangeContext, Clock } from "./ports.ts";
import type { ProcessedBookings } from "./process-ports.ts";

/** What the steps need that change the booking. */
export interface SettleDeps {
  readonly bookings: ProcessedBookings;
  readonly clock: Clock;
}

/**
 * Adds the booking of a process; again changes nothing.
 *
 * @throws {ConflictError} `AlreadyBooked`: another of the customer's bookings of the flight stands;
 * `BookingAlreadyCancelled`: this one was given up.
 */
export async function reserveOwn(
  { bookings, clock }: SettleDeps,
  { correlationId, ...request }: ProcessRequest & ChangeContext,
): Promise<void> {
  const { booking } = await bookings.add(reserveFor(request, clock()), { correlationId });
  const { bookingId } = request;
  if (booking.bookingId !== bookingId) {
    throw new ConflictError("AlreadyBooked", `${booking.bookingId} is in the way of ${bookingId}`);
  }
  if (booking.status === "Cancelled") {
    throw new ConflictError("BookingAlreadyCancelled", `booking ${bookingId} was given up`);
  }
}

/**
 * Confirms the booking of a process, when its payment is collected. This is where a process can no longer be
 * undone.
 *
 * @throws {NotFoundError} `BookingNotFound`.
 * @throws {ConflictError} `BookingAlreadyCancelled`; `BookingChanged`: another change came first, or the payment
 * was given up.
 */
export async function confirmOwn(
  { bookings, clock }: SettleDeps,
  { bookingId, correlationId }: { readonly bookingId: string } & ChangeContext,
): Promise<void> {
  const before = await bookings.retrieve(bookingId);
  if (before === undefined) throw new NotFoundError("BookingNotFound", `no booking ${bookingId}`);
  const after = confirmFor(before, clock());
  if (after === before || (await bookings.updatePaid(after, { correlationId }))) return;
  const now = await bookings.retrieve(bookingId);
  if (now?.commands.Confirmed === bookingId) return; // an earlier try, whose answer was lost
  throw new ConflictError("BookingChanged", `booking ${bookingId} was changed meanwhile`);
}

function assertWhole(request: { readonly bookingId: string } & Partial<Reservation>) {
  const { bookingId, customerId, outboundFlightId, chargeId } = request;
  if (customerId && outboundFlightId && chargeId) {
    return { bookingId, customerId, outboundFlightId, chargeId };
  }
  throw new InvalidError("InvalidTaskInput", `nobody knows what ${bookingId} was to be`);
}

/**
 * Gives up the booking of a process, also one that is not there: nothing that comes late can reserve it.
 *
 * @throws {ConflictError} `BookingIsConfirmed`; `BookingChanged`: a change of the same moment came first.
 */
export async function cancelOwn(
  { bookings, clock }: SettleDeps,
  {
    correlationId,
    failure,
    ...request
  }: { readonly bookingId: string; readonly failure: string | undefined } & Partial<Reservation> &
    ChangeContext,
): Promise<void> {
  const { bookingId } = request;
  const reason = reasonFor(failure);
  const before = await bookings.retrieve(bookingId);
  if (before === undefined) {
    const never = neverReserved(assertWhole(request), reason, clock());
    if (await bookings.addGivenUp(never, { correlationId })) return;
  } else {
    const after = giveUp(before, reason, clock());
    if (after === before || (await bookings.update(after, { correlationId }))) return;
  }
  throw new ConflictError("BookingChanged", `booking ${bookingId} was changed meanwhile`);
}

import { ConflictError } from "@blueprints/lambda-kit/errors";
import { cancel, confirm, reserve, type Booking, type Reservation } from "./booking.ts";

/** What a process is to book. The booking's id is also its execution's name, and all its steps' command. */
export interface ProcessRequest extends Reservation {
  readonly bookingId: string;
}

/** Every step of a process, and of undoing it. */
export const STEPS = [
  "reserveFlight",
  "reserveBooking",
  "collectPayment",
  "confirmBooking",
  "notifyConfirmed",
  "refundPayment",
  "cancelBooking",
  "releaseFlightSeat",
  "notifyFailed",
] as const;
export type Step = (typeof STEPS)[number];

/** What the customer is told of a process that did not come about, by the code of what stopped it. */
const REASONS: Readonly<Record<string, string>> = {
  FlightNotFound: "there is no such flight",
  NoSeatLeft: "no seat was left",
  AlreadyBooked: "the customer has another booking of the flight",
  BookingAlreadyCancelled: "the booking was cancelled meanwhile",
  PaymentDeclined: "the payment was declined",
  PaymentRefunded: "the payment was given up",
  ChargeInUse: "the charge pays for another booking",
};
const SOMETHING_BROKE = "the booking could not be completed";

/** Why a process stopped, for the customer: no detail of what broke. */
export function reasonFor(code: string | undefined): string {
  return (code !== undefined && Object.hasOwn(REASONS, code) && REASONS[code]) || SOMETHING_BROKE;
}

/** The reservation of a process. */
export function reserveFor({ bookingId, ...reservation }: ProcessRequest, at: string): Booking {
  return reserve(bookingId, reservation, { commandId: bookingId, at });
}

/**
 * Confirms the booking of a process; the same object comes back when the process has done so before.
 *
 * @throws {ConflictError} `BookingAlreadyCancelled`.
 */
export function confirmFor(booking: Booking, at: string): Booking {
  return confirm(booking, { commandId: booking.bookingId, at });
}

/**
 * Gives up the booking of a process; the same object comes back when it is cancelled already, by whomever.
 *
 * @throws {ConflictError} `BookingIsConfirmed`: what is confirmed is no process' to give up.
 */
export function giveUp(booking: Booking, reason: string, at: string): Booking {
  const { bookingId, status } = booking;
  if (status === "Cancelled") return booking;
  if (status === "Confirmed") {
    throw new ConflictError("BookingIsConfirmed", `booking ${bookingId} is confirmed`);
  }
  return cancel(booking, reason, { commandId: bookingId, at });
}

/** A booking that was given up before it was reserved: in its place, so that it cannot be reserved later. */
export function neverReserved(
  { bookingId, ...reservation }: ProcessRequest,
  reason: string,
  at: string,
): Booking {
  const command = { commandId: bookingId, at };
  const { commands: _, ...booking } = reserve(bookingId, reservation, command);
  return {
    ...booking,
    status: "Cancelled",
    cancelledOn: at,
    cancellationReason: reason,
    commands: { Cancelled: bookingId },
  };
}

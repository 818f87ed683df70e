import { NotFoundError } from "@blueprints/lambda-kit/errors";
import { isProcessed, type Booking, type Status } from "../domain/booking.ts";
import { mayActFor, type Caller } from "../domain/customer.ts";
import type { BookingRepository } from "./ports.ts";
import type { Processes } from "./process-ports.ts";

/** How a booking stands: its own status, or that of its process while it has none that is final. */
export interface BookingStatus {
  readonly bookingId: string;
  /** Failing: it will not come about, but not everything is undone yet. */
  readonly status: Status | "Processing" | "Failing" | "Failed";
  readonly reason?: string;
}

function settled({
  bookingId,
  status,
  commands,
  cancellationReason: reason,
}: Booking): BookingStatus {
  const isGivenUp = status === "Cancelled" && commands.Cancelled === bookingId;
  const told = { bookingId, status: isGivenUp ? ("Failed" as const) : status };
  return { ...told, ...(reason !== undefined && { reason }) };
}

/** Whether the booking's process has still to confirm it or to give it up. */
function isUnderWay(booking: Booking): boolean {
  return booking.status === "Reserved" && isProcessed(booking);
}

/**
 * Says how a booking stands, from the moment that its process was started.
 *
 * @throws {NotFoundError} `BookingNotFound`: there is none that the caller may see.
 * @throws {UnavailableError} `BookingsUnavailable`, `ProcessesUnavailable`.
 */
export async function readStatus(
  deps: {
    readonly bookings: Pick<BookingRepository, "retrieve">;
    readonly processes: Pick<Processes, "find">;
  },
  bookingId: string,
  caller: Caller,
): Promise<BookingStatus> {
  // The process first: what it has done by the time it has ended, the booking read after that says.
  const process = await deps.processes.find(bookingId);
  const booking = await deps.bookings.retrieve(bookingId);
  const owner = booking?.customerId ?? process?.customerId;
  if (owner === undefined || !mayActFor(caller, owner)) {
    throw new NotFoundError("BookingNotFound", "Booking not found");
  }
  if (booking !== undefined && !isUnderWay(booking)) return settled(booking);
  return { bookingId, status: process?.isRunning ? "Processing" : "Failing" };
}

import { ConflictError } from "@blueprints/lambda-kit/errors";

/** Every status of a booking. */
export const STATUSES = ["Reserved", "Confirmed", "Cancelled"] as const;
export type Status = (typeof STATUSES)[number];

/** A customer's seat on a flight. Times are UTC, ISO 8601. */
export interface Booking {
  readonly bookingId: string;
  readonly customerId: string;
  readonly outboundFlightId: string;
  /** The payment that stands for it, at the payment provider. */
  readonly chargeId: string;
  readonly status: Status;
  readonly reservedAt: string;
  readonly confirmedOn?: string;
  readonly cancelledOn?: string;
  readonly cancellationReason?: string;
  /** 1 when reserved, and one more with every transition. */
  readonly version: number;
  /** Which command made each transition, so that a command that comes again is known. */
  readonly commands: Readonly<Partial<Record<Status, string>>>;
}

/** What every command has. */
export interface Command {
  /** Names the command, and every repetition of it. */
  readonly commandId: string;
  /** When it is carried out: UTC, ISO 8601. */
  readonly at: string;
}

/** What a customer asks for. */
export interface Reservation {
  readonly customerId: string;
  readonly outboundFlightId: string;
  readonly chargeId: string;
}

/** From which status which transitions lead: a booking is confirmed once, and cancelled once. */
const TRANSITIONS: Readonly<Record<Status, readonly Status[]>> = {
  Reserved: ["Confirmed", "Cancelled"],
  Confirmed: ["Cancelled"],
  Cancelled: [],
};

/** A reservation of a seat, in its first version. */
export function reserve(
  bookingId: string,
  { customerId, outboundFlightId, chargeId }: Reservation,
  { commandId, at }: Command,
): Booking {
  return {
    bookingId,
    customerId,
    outboundFlightId,
    chargeId,
    status: "Reserved",
    reservedAt: at,
    version: 1,
    commands: { Reserved: commandId },
  };
}

/**
 * The booking after a transition; the very same object when this command has made it before.
 *
 * @throws {ConflictError} `BookingAlreadyConfirmed`, `BookingAlreadyCancelled`: no transition leads there.
 */
function move(booking: Booking, status: Status, { commandId }: Command): Booking {
  if (booking.commands[status] === commandId) return booking;
  if (!TRANSITIONS[booking.status].includes(status)) {
    const { bookingId, status: now } = booking;
    throw new ConflictError(`BookingAlready${now}`, `booking ${bookingId} is ${now} already`);
  }
  return {
    ...booking,
    status,
    version: booking.version + 1,
    commands: { ...booking.commands, [status]: commandId },
  };
}

/** Whether a process made the booking: the id of such a booking is also the one command of its process. */
export function isProcessed({ bookingId, commands }: Booking): boolean {
  return commands.Reserved === bookingId;
}

/**
 * Confirms a reservation. The same object comes back when this very command has confirmed it before, even if
 * it was cancelled since: what the caller is told is how the booking stands.
 *
 * @throws {ConflictError} `BookingAlreadyConfirmed`, `BookingAlreadyCancelled`; `BookingInProcess`: its process
 * confirms it, when it is paid.
 */
export function confirm(booking: Booking, command: Command): Booking {
  const { bookingId, status } = booking;
  if (status === "Reserved" && isProcessed(booking) && command.commandId !== bookingId) {
    throw new ConflictError("BookingInProcess", `booking ${bookingId} is not paid yet`);
  }
  const moved = move(booking, "Confirmed", command);
  return moved === booking ? booking : { ...moved, confirmedOn: command.at };
}

/**
 * Cancels a booking, reserved or confirmed. The same object comes back when this very command has cancelled
 * it before.
 *
 * @throws {ConflictError} `BookingAlreadyCancelled`.
 */
export function cancel(booking: Booking, reason: string, command: Command): Booking {
  const moved = move(booking, "Cancelled", command);
  if (moved === booking) return booking;
  return { ...moved, cancelledOn: command.at, cancellationReason: reason };
}

/** Whether the booking takes its customer's seat on its flight. */
export function isStanding({ status }: Booking): boolean {
  return status !== "Cancelled";
}

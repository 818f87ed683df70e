import type { Booking } from "../domain/booking.ts";
import type { ProcessRequest, Step } from "../domain/process.ts";
import type { ChangeContext } from "./ports.ts";

/** A step that is to fail, in stages that allow it. */
export interface Fault {
  readonly step: Step;
  /** Before or after what the step writes. */
  readonly when: "before" | "after";
}

/** What a process is started with: the same whenever the same request comes again, but for its correlation id. */
export interface ProcessStart extends ProcessRequest, ChangeContext {
  readonly fault: Fault | undefined;
}

/** A process that was started. */
export interface StartedProcess {
  readonly customerId: string;
  readonly isRunning: boolean;
}

/** The processes, which run by themselves. */
export interface Processes {
  /**
   * Starts the process of a booking, once.
   *
   * @throws {ConflictError} `IdempotencyKeyReused`: it was started before, with another reservation.
   * @throws {UnavailableError} `ProcessesUnavailable`
   */
  start(process: ProcessStart): Promise<void>;
  /** @throws {UnavailableError} `ProcessesUnavailable` */
  find(bookingId: string): Promise<StartedProcess | undefined>;
}

/** The seats of flights: each booking takes one at most, and none after it was released. */
export interface FlightSeats {
  /**
   * Takes a seat; again is no other seat.
   *
   * @throws {NotFoundError} `FlightNotFound`
   * @throws {ConflictError} `NoSeatLeft`; `SeatReleased`: the booking was given up.
   * @throws {UnavailableError} `BookingsUnavailable`
   */
  reserve(bookingId: string, flightId: string): Promise<void>;
  /** Gives the booking's seat back, if it has one, and never lets it take another. */
  release(bookingId: string): Promise<void>;
}

/** What was paid. */
export interface Receipt {
  /** In the smallest unit of the charge's currency. */
  readonly price: number;
  readonly receiptUrl: string;
}

/** What is known of the payment of a booking. */
export interface Payment {
  readonly chargeId: string;
  /** Undefined until it is known to be captured. */
  readonly receipt: Receipt | undefined;
}

/** What the service knows of payments: a charge pays for one booking, and is not captured once given up. */
export interface PaymentLedger {
  /**
   * Notes that the booking's payment is being collected.
   *
   * @throws {ConflictError} `ChargeInUse`: it pays for another booking; `PaymentRefunded`: it was given up.
   * @throws {UnavailableError} `BookingsUnavailable`
   */
  begin(bookingId: string, chargeId: string): Promise<Payment>;
  /** Notes the receipt. @throws {ConflictError} `PaymentRefunded` */
  collected(bookingId: string, receipt: Receipt): Promise<void>;
  /**
   * Notes that the payment is given up, before anything is refunded; from then on the booking cannot be confirmed.
   *
   * @returns undefined when there is nothing to refund.
   * @throws {ConflictError} `BookingIsConfirmed`: then it is too late.
   */
  giveUp(bookingId: string): Promise<Payment | undefined>;
  /** Notes that nothing is charged, or no longer. */
  refunded(bookingId: string): Promise<void>;
}

/** The payment provider: each call with the same key takes place once. A refunded charge is never captured. */
export interface PaymentProvider {
  /**
   * @throws {ConflictError} `PaymentDeclined`
   * @throws {UnavailableError} `PaymentsUnavailable`: it does not say, in time, whether it did.
   */
  capture(chargeId: string, key: string): Promise<Receipt>;
  /** Gives back what was captured, or gives up what was not. @throws {UnavailableError} as above */
  refund(chargeId: string, key: string): Promise<void>;
}

/** The bookings, as their processes change them. */
export interface ProcessedBookings {
  retrieve(bookingId: string): Promise<Booking | undefined>;
  add(booking: Booking, context: ChangeContext): Promise<{ readonly booking: Booking }>;
  update(booking: Booking, context: ChangeContext): Promise<boolean>;
  /** As `update`; nor when its payment is not collected, or given up. */
  updatePaid(booking: Booking, context: ChangeContext): Promise<boolean>;
  /** Adds one that never stood. @returns false when there is one already */
  addGivenUp(booking: Booking, context: ChangeContext): Promise<boolean>;
}

/** What a customer is told at the end: as the airline example tells its loyalty service. */
export interface Outcome {
  readonly bookingId: string;
  readonly customerId: string;
  readonly status: "confirmed" | "cancelled";
  /** Of what is confirmed; null when nothing is to be paid. */
  readonly price: number | null;
  readonly reason: string | undefined;
}

/** Tells customers. */
export interface Notifier {
  /** @throws {UnavailableError} `NotificationsUnavailable` */
  tell(outcome: Outcome): Promise<void>;
}

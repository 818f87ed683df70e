import type { BookingEvent } from "../domain/booking-event.ts";
import type { Booking } from "../domain/booking.ts";

/** What a booking's change is told to others under. */
export interface ChangeContext {
  /** Of the request that made it; it is in every log line, and goes on in the event. */
  readonly correlationId: string | undefined;
}

/** What became of a booking that was to be added. */
export interface Added {
  /** False when another booking stands in its place, or this one was there already. */
  readonly added: boolean;
  /** The one that is there now. */
  readonly booking: Booking;
}

/** Where a page of a list begins, and how long it is. */
export interface PageRequest {
  /** Bookings, at least 1. */
  readonly limit: number;
  /** The `end` of the page before. */
  readonly after: string | undefined;
}

/** A stretch of a customer's bookings, newest first. */
export interface BookingPage {
  readonly bookings: readonly Booking[];
  /** Where the next page goes on; undefined when this is the last. */
  readonly end: string | undefined;
}

/** The bookings. Every change of one is told to others, in the order of the booking's versions. */
export interface BookingRepository {
  /**
   * Adds a booking in its first version; of all that a customer's bookings of a flight are, at most one
   * stands, however many are added at once.
   *
   * @throws {UnavailableError} `BookingsUnavailable`: throttled, down or too slow.
   */
  add(booking: Booking, context: ChangeContext): Promise<Added>;
  /** The booking as it is now; undefined when there is none. @throws {UnavailableError} as above */
  retrieve(bookingId: string): Promise<Booking | undefined>;
  /**
   * Puts a booking in the place of its version before.
   *
   * @returns false when that is no longer the newest: nothing was changed.
   * @throws {UnavailableError} as above
   */
  update(booking: Booking, context: ChangeContext): Promise<boolean>;
  /** A customer's bookings, newest first. @throws {UnavailableError} as above */
  listForCustomer(customerId: string, page: PageRequest): Promise<BookingPage>;
}

/** The customers, who are another system's. */
export interface CustomerService {
  /** @throws {UnavailableError} `CustomersUnavailable`: it does not say, in time. */
  customerExists(customerId: string): Promise<boolean>;
}

/** Says what time it is: UTC, ISO 8601, with milliseconds. */
export type Clock = () => string;

/** The last thing that happened to a booking, and the booking as it was right after. */
export interface Announcement {
  readonly booking: Booking;
  readonly event: BookingEvent;
}

/** Tells others of what happened to bookings. */
export interface Announcer {
  /** Announces each at least once. @returns those that could not be */
  announce(announcements: readonly Announcement[]): Promise<readonly Announcement[]>;
}

/** One change of the table, in the order of the stream that it comes from. */
export interface Change {
  readonly sequenceNumber: string;
  /** Undefined when the change is none that is told of. */
  readonly announcement: Announcement | undefined;
}

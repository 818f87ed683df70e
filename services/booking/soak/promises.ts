import type { Violation } from "../../../scripts/soak/soak.ts";
import type { Booking } from "./insist.ts";

/** What one customer did: reserved, twice at the same time, and then what their plan says. */
export interface Customer {
  readonly customerId: string;
  readonly plan: "keeps" | "confirms" | "cancels" | "confirms and cancels";
  /** Answers to the two reservations, which came with the same key. */
  readonly reserved: readonly (string | undefined)[];
  /** Answers to the last change, and to its repetition; none without a change. */
  readonly changed: readonly (string | undefined)[];
  /** What was refused for good; nothing should be. */
  readonly refusal: string | undefined;
}

/** An event, as often as it came. */
export interface HeardEvent {
  readonly type: string;
  readonly eventId: string;
  readonly bookingId: string;
  readonly version: number;
}

/** All that is known once everything has come to rest. */
export interface Evidence {
  readonly customers: readonly Customer[];
  /** What the API lists, by customer. */
  readonly listed: ReadonlyMap<string, readonly Booking[]>;
  readonly heard: readonly HeardEvent[];
  readonly deadLetters: number;
}

/** How a booking ends, by plan: status, and the events on the way there. */
export const ENDS = {
  keeps: { status: "Reserved", told: ["BookingReserved"] },
  confirms: { status: "Confirmed", told: ["BookingReserved", "BookingConfirmed"] },
  cancels: { status: "Cancelled", told: ["BookingReserved", "BookingCancelled"] },
  "confirms and cancels": {
    status: "Cancelled",
    told: ["BookingReserved", "BookingConfirmed", "BookingCancelled"],
  },
} as const;

function answersOf({ customerId: subject, reserved, changed, refusal }: Customer): Violation[] {
  const reasons: string[] = [];
  if (refusal !== undefined) reasons.push(`was refused: ${refusal}`);
  if ([...reserved, ...changed].includes(undefined)) reasons.push("was not answered in time");
  if (new Set(reserved).size > 1) reasons.push("got two answers to the same reservation");
  if (new Set(changed).size > 1) reasons.push("got two answers to the same change");
  return reasons.map((reason) => ({ subject, reason }));
}

function bookingsOf({ customerId: subject, plan }: Customer, listed: readonly Booking[]) {
  const [booking] = listed;
  if (booking === undefined || listed.length > 1) {
    return [{ subject, reason: `has ${listed.length} bookings` }];
  }
  const { status, told } = ENDS[plan];
  const reasons: string[] = [];
  if (booking.status !== status) reasons.push(`${plan} and is ${booking.status}`);
  if (booking.version !== told.length) reasons.push(`${plan} in version ${booking.version}`);
  return reasons.map((reason) => ({ subject, reason }));
}

function eventsOf({ customerId: subject, plan }: Customer, heard: readonly HeardEvent[]) {
  const once = new Map(heard.map((event) => [event.eventId, event]));
  const told = [...once.values()].toSorted((a, b) => a.version - b.version);
  const types = told.map(({ type }) => type).join(", ");
  const wanted = ENDS[plan].told.join(", ");
  return types === wanted ? [] : [{ subject, reason: `${plan} and was told as: ${types}` }];
}

/** What the service promises of each booking, and where it was not so. */
export function violationsOf({ customers, listed, heard, deadLetters }: Evidence): Violation[] {
  const byBooking = Map.groupBy(heard, ({ bookingId }) => bookingId);
  const violations = customers.flatMap((customer) => {
    const own = listed.get(customer.customerId) ?? [];
    const events = own.flatMap(({ bookingId }) => byBooking.get(bookingId) ?? []);
    return [...answersOf(customer), ...bookingsOf(customer, own), ...eventsOf(customer, events)];
  });
  const known = new Set([...listed.values()].flat().map(({ bookingId }) => bookingId));
  const strangers = [...byBooking.keys()].filter((bookingId) => !known.has(bookingId));
  return [
    ...violations,
    ...strangers.map((subject) => ({ subject, reason: "was told of and is not there" })),
    ...(deadLetters > 0 ? [{ subject: "dead letters", reason: `${deadLetters} are left` }] : []),
  ];
}

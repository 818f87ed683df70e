import { errorKind } from "@blueprints/lambda-kit/errors";
import fc from "fast-check";
import { expect } from "vitest";
import { cancelBooking, confirmBooking } from "../src/app/change-booking.ts";
import { findBooking } from "../src/app/find-booking.ts";
import { listBookings } from "../src/app/list-bookings.ts";
import type { BookingRepository } from "../src/app/ports.ts";
import { reserveBooking } from "../src/app/reserve-booking.ts";
import type { Booking, Status } from "../src/domain/booking.ts";
import { isCustomer } from "./fake-providers/customer-api.ts";
import { aCaller, STAFF } from "./booking-builders.ts";

const CUSTOMERS = ["ada", "bob", "nobody"] as const;
const FLIGHTS = ["LH-1", "LH-2"] as const;

/** What a booking is to the model: none of the implementation's machinery. */
interface Known {
  readonly customer: string;
  readonly flight: string;
  status: Status;
  /** By which commands, of which kind, it became what it is. */
  readonly by: Map<Status, string>;
}

/** What is expected: bookings by id, in the order they were made. */
export interface Model {
  readonly bookings: Map<string, Known>;
  /** Which command to reserve made which booking. */
  readonly reserved: Map<string, string>;
}

/** A model of nothing. */
export function emptyModel(): Model {
  return { bookings: new Map(), reserved: new Map() };
}

/** The use cases over a repository, with customers and command ids of one run. */
export interface World {
  /** A name of this run's own. */
  own(name: string): string;
  reserve(customer: string, flight: string, command: string, caller: string): Promise<unknown>;
  change(kind: Change, bookingId: string, command: string, caller: string): Promise<unknown>;
  get(bookingId: string, caller: string): Promise<unknown>;
  list(customer: string): Promise<readonly Booking[]>;
}

type Change = "confirm" | "cancel";

/** The booking, or the code of what was refused. */
async function told(work: Promise<Booking>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (errorKind(error) === "defect") throw error;
    return (error as Error).name;
  }
}

/** Opens the use cases over a repository that other runs may share. */
export function openWorld(bookings: BookingRepository, run: number): World {
  let now = Date.UTC(2026, 0, 15);
  const clock = () => new Date((now += 1000)).toISOString();
  const own = (name: string) => `${name}-${run}`;
  const customers = { customerExists: async (id: string) => isCustomer(id) };
  const deps = { bookings, customers, clock };
  const callerOf = (name: string) => (name === "staff" ? STAFF : aCaller(own(name)));
  return {
    own,
    reserve: (customer, flight, command, caller) =>
      told(
        reserveBooking(deps, {
          customerId: own(customer),
          outboundFlightId: flight,
          chargeId: "ch",
          caller: callerOf(caller),
          commandId: own(command),
          correlationId: undefined,
        }),
      ),
    change(kind, bookingId, command, caller) {
      const request = {
        bookingId,
        caller: callerOf(caller),
        commandId: own(command),
        correlationId: undefined,
      };
      if (kind === "confirm") return told(confirmBooking(deps, request));
      return told(cancelBooking(deps, { ...request, reason: "ill" }));
    },
    get: (bookingId, caller) => told(findBooking(deps, bookingId, callerOf(caller))),
    async list(customer) {
      const request = { customerId: own(customer), caller: STAFF, limit: 3 };
      const all: Booking[] = [];
      let pageToken: string | undefined;
      do {
        const page = await listBookings(deps, { ...request, pageToken });
        all.push(...page.bookings);
        pageToken = page.nextPageToken;
      } while (pageToken !== undefined);
      return all;
    },
  };
}

type BookingCommand = fc.AsyncCommand<Model, World>;

function always(): boolean {
  return true;
}

function standing(model: Model, customer: string, flight: string): string | undefined {
  const found = [...model.bookings].find(
    ([, known]) =>
      known.customer === customer && known.flight === flight && known.status !== "Cancelled",
  );
  return found?.[0];
}

/** Reserves, with a command that may have come before. */
function reserve(
  customer: string,
  flight: string,
  command: string,
  caller: string,
): BookingCommand {
  const wanted = (model: Model): string | undefined => {
    if (caller !== "staff" && caller !== customer) return "AnotherCustomer";
    if (customer === "nobody") return "CustomerNotFound";
    const made = model.bookings.get(model.reserved.get(command) ?? "");
    const isOther = made && (made.customer !== customer || made.flight !== flight);
    return isOther ? "IdempotencyKeyReused" : undefined;
  };
  return {
    toString: () => `${caller} reserves ${flight} for ${customer} by ${command}`,
    check: always,
    async run(model, real) {
      const answer = await real.reserve(customer, flight, command, caller);
      const refusal = wanted(model);
      if (refusal !== undefined) {
        expect(answer).toBe(refusal);
        return;
      }
      const { bookingId } = answer as Booking;
      const there = model.reserved.get(command) ?? standing(model, customer, flight);
      if (there !== undefined) {
        expect(answer).toMatchObject({ bookingId: there });
        expect(answer).toMatchObject({ status: model.bookings.get(there)?.status });
        return;
      }
      expect(answer).toMatchObject({ status: "Reserved", version: 1 });
      expect(model.bookings.has(bookingId)).toBe(false);
      model.reserved.set(command, bookingId);
      const by = new Map<Status, string>([["Reserved", command]]);
      model.bookings.set(bookingId, { customer, flight, status: "Reserved", by });
    },
  };
}

/** Confirms or cancels one of the bookings, with a command that may have come before. */
function change(kind: Change, which: number, command: string, caller: string): BookingCommand {
  const target: Status = kind === "confirm" ? "Confirmed" : "Cancelled";
  const open: readonly Status[] = kind === "confirm" ? ["Reserved"] : ["Reserved", "Confirmed"];
  return {
    toString: () => `${caller} ${kind}s booking ${which} by ${command}`,
    check: ({ bookings }) => bookings.size > 0,
    async run({ bookings }, real) {
      const [bookingId, known] = [...bookings][which % bookings.size] ?? expect.unreachable();
      const answer = await real.change(kind, bookingId, command, caller);
      if (caller !== "staff" && caller !== known.customer) {
        expect(answer).toBe("BookingNotFound");
        return;
      }
      const isRepeated = known.by.get(target) === command;
      if (!isRepeated && !open.includes(known.status)) {
        expect(answer).toBe(`BookingAlready${known.status}`);
        return;
      }
      if (!isRepeated) {
        known.status = target;
        known.by.set(target, command);
      }
      expect(answer).toMatchObject({ bookingId, status: known.status, version: known.by.size });
    },
  };
}

function get(which: number, caller: string): BookingCommand {
  return {
    toString: () => `${caller} gets booking ${which}`,
    check: ({ bookings }) => bookings.size > 0,
    async run({ bookings }, real) {
      const [bookingId, known] = [...bookings][which % bookings.size] ?? expect.unreachable();
      const answer = await real.get(bookingId, caller);
      if (caller !== "staff" && caller !== known.customer) {
        expect(answer).toBe("BookingNotFound");
        return;
      }
      expect(answer).toMatchObject({ bookingId, status: known.status });
    },
  };
}

function list(customer: string): BookingCommand {
  return {
    toString: () => `lists ${customer}'s bookings`,
    check: always,
    async run({ bookings }, real) {
      const own = [...bookings].filter(([, known]) => known.customer === customer);
      const wanted = own.map(([bookingId, { status }]) => ({ bookingId, status })).toReversed();
      const listed = await real.list(customer);
      expect(listed.map(({ bookingId, status }) => ({ bookingId, status }))).toEqual(wanted);
    },
  };
}

/** Everything that callers do, with few enough names that they meet. */
export function bookingCommands() {
  const customer = fc.constantFrom(...CUSTOMERS);
  const flight = fc.constantFrom(...FLIGHTS);
  const command = fc.constantFrom("k1", "k2", "k3", "k4", "k5", "k6");
  const caller = fc.constantFrom("staff", "staff", "ada", "bob");
  const which = fc.nat({ max: 7 });
  return [
    fc.tuple(customer, flight, command, caller).map((values) => reserve(...values)),
    fc.tuple(which, command, caller).map((values) => change("confirm", ...values)),
    fc.tuple(which, command, caller).map((values) => change("cancel", ...values)),
    fc.tuple(which, caller).map((values) => get(...values)),
    customer.map(list),
  ];
}

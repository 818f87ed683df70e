import { startTestCloud, type TestCloud } from "@blueprints/local-cloud/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BookingRepository, ChangeContext } from "../src/app/ports.ts";
import { cancel, confirm, type Booking } from "../src/domain/booking.ts";
import { aBooking, NOON } from "./booking-builders.ts";
import { bookingsInDynamo } from "./bookings-table.ts";
import { inMemoryBookings } from "./in-memory-bookings.ts";

const CONTEXT: ChangeContext = { correlationId: "c-1" };
const AGAIN = { commandId: "again", at: NOON };

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ keep: true });
});
afterAll(() => cloud?.stop());

// What every store of bookings promises: a third adapter is held to the same by a line here.
describe.each([
  ["in memory", async () => inMemoryBookings().repository],
  ["in DynamoDB", () => bookingsInDynamo(cloud)],
])("the bookings %s", (_where, create: () => Promise<BookingRepository>) => {
  const having = async (...bookings: Booking[]): Promise<BookingRepository> => {
    const repository = await create();
    for (const booking of bookings) await repository.add(booking, CONTEXT);
    return repository;
  };

  test("gives back what was put into it, in every status", async () => {
    const reserved = aBooking({ customerId: "ü#/%|:x", outboundFlightId: "LH#1" });
    const repository = await having(reserved);
    expect(await repository.retrieve(reserved.bookingId)).toEqual(reserved);
    const confirmed = confirm(reserved, { commandId: "c", at: "2026-01-15T13:00:00.000Z" });
    expect(await repository.update(confirmed, CONTEXT)).toBe(true);
    expect(await repository.retrieve(reserved.bookingId)).toEqual(confirmed);
    const cancelled = cancel(confirmed, "ill", { commandId: "d", at: "2026-01-15T14:00:00.000Z" });
    expect(await repository.update(cancelled, CONTEXT)).toBe(true);
    expect(await repository.retrieve(reserved.bookingId)).toEqual(cancelled);
  });

  test("knows nothing of a booking that was never added", async () => {
    const repository = await create();
    expect(await repository.retrieve(aBooking().bookingId)).toBeUndefined();
    expect(await repository.update(confirm(aBooking(), AGAIN), CONTEXT)).toBe(false);
    expect(await repository.update(cancel(aBooking(), "", AGAIN), CONTEXT)).toBe(false);
  });

  test("answers the booking that stands in the place of another", async () => {
    const first = aBooking();
    const repository = await having(first);
    const second = await repository.add(aBooking({ chargeId: "ch_2" }), CONTEXT);
    expect(second).toEqual({ added: false, booking: first });
    const confirmed = confirm(first, AGAIN);
    await repository.update(confirmed, CONTEXT);
    const third = await repository.add(aBooking(), CONTEXT);
    expect(third).toEqual({ added: false, booking: confirmed });
  });

  test("has a place for each customer and each flight", async () => {
    const repository = await having(aBooking());
    for (const other of [{ customerId: "bob" }, { outboundFlightId: "LH-2" }]) {
      expect(await repository.add(aBooking(other), CONTEXT)).toMatchObject({ added: true });
    }
    // Not a place of "ada#LH-1" and one of "ada" on "#LH-1".
    const [a, b] = [
      aBooking({ customerId: "x#y", outboundFlightId: "z" }),
      aBooking({ customerId: "x", outboundFlightId: "y#z" }),
    ];
    expect(await repository.add(a, CONTEXT)).toMatchObject({ added: true });
    expect(await repository.add(b, CONTEXT)).toMatchObject({ added: true });
  });

  test("frees the place of a booking that was cancelled, once", async () => {
    const first = aBooking();
    const repository = await having(first);
    await repository.update(cancel(first, "ill", AGAIN), CONTEXT);
    const second = aBooking();
    expect(await repository.add(second, CONTEXT)).toEqual({ added: true, booking: second });
    expect(await repository.update(cancel(first, "ill", AGAIN), CONTEXT)).toBe(false);
    expect(await repository.add(aBooking(), CONTEXT)).toEqual({ added: false, booking: second });
  });

  test("adds the same booking once, and answers it as it has become", async () => {
    const booking = aBooking();
    const repository = await having(booking);
    expect(await repository.add(booking, CONTEXT)).toEqual({ added: false, booking });
    const cancelled = cancel(booking, "ill", AGAIN);
    await repository.update(cancelled, CONTEXT);
    expect(await repository.add(booking, CONTEXT)).toEqual({ added: false, booking: cancelled });
  });

  test("adds one of twenty that want the same place at once", async () => {
    const repository = await create();
    const wanted = Array.from({ length: 20 }, () => aBooking());
    const answers = await Promise.all(wanted.map((booking) => repository.add(booking, CONTEXT)));
    expect(answers.filter(({ added }) => added)).toHaveLength(1);
    expect(new Set(answers.map(({ booking }) => booking.bookingId)).size).toBe(1);
  });

  test("lets one of two changes of the same version win, in either order", async () => {
    for (let round = 0; round < 10; round += 1) {
      const booking = aBooking({ customerId: `racer-${round}` });
      const repository = await having(booking);
      const changes = [
        confirm(booking, { commandId: "a", at: NOON }),
        cancel(booking, "ill", { commandId: "b", at: NOON }),
      ];
      if (round % 2 === 1) changes.reverse();
      const won = await Promise.all(changes.map((change) => repository.update(change, CONTEXT)));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(await repository.retrieve(booking.bookingId)).toEqual(changes[won.indexOf(true)]);
    }
  });

  test("lists a customer's bookings, newest first, page by page", async () => {
    const bookings = Array.from({ length: 7 }, (_, hour) => {
      return aBooking({ outboundFlightId: `LH-${hour}`, at: `2026-01-15T0${hour}:00:00.000Z` });
    });
    const others = aBooking({ customerId: "bob" });
    const repository = await having(...bookings, others);
    const seen: Booking[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const page = await repository.listForCustomer("ada", { limit: 3, after });
      seen.push(...page.bookings);
      after = page.end;
      pages += 1;
    } while (after !== undefined);
    expect(seen).toEqual(bookings.toReversed());
    expect(pages).toBe(3);
    expect(await repository.listForCustomer("carl", { limit: 3, after: undefined })).toEqual({
      bookings: [],
      end: undefined,
    });
  });

  test("lists bookings of the same millisecond each once", async () => {
    const bookings = Array.from({ length: 4 }, (_, at) =>
      aBooking({ outboundFlightId: `LH-${at}` }),
    );
    const repository = await having(...bookings);
    const first = await repository.listForCustomer("ada", { limit: 2, after: undefined });
    const second = await repository.listForCustomer("ada", { limit: 2, after: first.end });
    const ids = [...first.bookings, ...second.bookings].map(({ bookingId }) => bookingId);
    expect(new Set(ids)).toEqual(new Set(bookings.map(({ bookingId }) => bookingId)));
  });
});

import { describe, expect, test } from "vitest";
import { aCaller, aReservation, NOON, STAFF } from "../../test/booking-builders.ts";
import { inMemoryBookings } from "../../test/in-memory-bookings.ts";
import { cancelBooking, confirmBooking } from "./change-booking.ts";
import type { BookingRepository } from "./ports.ts";
import { reserveBooking } from "./reserve-booking.ts";

function aDesk(bookings: BookingRepository = inMemoryBookings().repository) {
  const asked: string[] = [];
  const customers = {
    async customerExists(customerId: string) {
      asked.push(customerId);
      return customerId !== "nobody";
    },
  };
  return { asked, deps: { bookings, customers, clock: () => NOON } };
}

const request = (over: object = {}) => ({
  ...aReservation(),
  caller: STAFF,
  commandId: "k-1",
  correlationId: "c-1",
  ...over,
});

describe("a reservation", () => {
  test("is refused for a customer who does not exist, and leaves nothing", async () => {
    const { repository, told } = inMemoryBookings();
    const reserving = reserveBooking(aDesk(repository).deps, request({ customerId: "nobody" }));
    await expect(reserving).rejects.toMatchObject({ kind: "invalid", code: "CustomerNotFound" });
    expect(told).toEqual([]);
  });

  test("is refused for another customer before anyone is asked", async () => {
    const { deps, asked } = aDesk();
    const reserving = reserveBooking(deps, request({ caller: aCaller("eve") }));
    await expect(reserving).rejects.toMatchObject({ kind: "forbidden", code: "AnotherCustomer" });
    expect(asked).toEqual([]);
  });

  test("that comes again with other values is refused", async () => {
    const { deps } = aDesk();
    await reserveBooking(deps, request());
    const other = reserveBooking(deps, request({ outboundFlightId: "LH-2" }));
    await expect(other).rejects.toMatchObject({ kind: "conflict", code: "IdempotencyKeyReused" });
  });

  test("is told with the correlation id of its request", async () => {
    const { repository, told } = inMemoryBookings();
    await reserveBooking(aDesk(repository).deps, request());
    expect(told).toMatchObject([{ event: { type: "BookingReserved", correlationId: "c-1" } }]);
  });
});

/** A repository whose write takes place, but whose answer is lost. */
function forgetful(bookings: BookingRepository): BookingRepository {
  return {
    ...bookings,
    async update(booking, context) {
      await bookings.update(booking, context);
      return false;
    },
  };
}

describe("a change", () => {
  test("whose answer was lost is recognised as done", async () => {
    const { repository } = inMemoryBookings();
    const { bookingId } = await reserveBooking(aDesk(repository).deps, request());
    const { deps } = aDesk(forgetful(repository));
    const change = { bookingId, caller: STAFF, commandId: "k-2", correlationId: undefined };
    expect(await confirmBooking(deps, change)).toMatchObject({ status: "Confirmed", version: 2 });
  });

  test("that lost a race is refused", async () => {
    const { repository } = inMemoryBookings();
    const { bookingId } = await reserveBooking(aDesk(repository).deps, request());
    const change = { bookingId, caller: STAFF, correlationId: undefined };
    const overtaken: BookingRepository = {
      ...repository,
      async update() {
        const faster = { ...change, commandId: "faster" };
        await confirmBooking(aDesk(repository).deps, faster);
        return false;
      },
    };
    const cancelling = cancelBooking(aDesk(overtaken).deps, {
      ...change,
      commandId: "slower",
      reason: "ill",
    });
    await expect(cancelling).rejects.toMatchObject({ kind: "conflict", code: "BookingChanged" });
    expect(await repository.retrieve(bookingId)).toMatchObject({ status: "Confirmed" });
  });
});

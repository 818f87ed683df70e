import { describe, expect, test } from "vitest";
import type { Booking } from "../soak/insist.ts";
import { violationsOf, type Customer, type Evidence, type HeardEvent } from "../soak/promises.ts";

const BOOKING: Booking = {
  bookingId: "b-1",
  customerId: "ada",
  outboundFlightId: "LH-1",
  status: "Confirmed",
  version: 2,
};
const ADA: Customer = {
  customerId: "ada",
  plan: "confirms",
  reserved: ["one", "one"],
  changed: ["two", "two"],
  refusal: undefined,
};
const heard = (version: number, type: string): HeardEvent => {
  return { type, eventId: `b-1#${version}`, bookingId: "b-1", version };
};
const TOLD = [heard(1, "BookingReserved"), heard(2, "BookingConfirmed")];

function reasons(over: Partial<Evidence>, ada: Partial<Customer> = {}): string[] {
  const customers = [{ ...ADA, ...ada }];
  const listed = new Map([["ada", [BOOKING]]]);
  const evidence = { customers, listed, heard: TOLD, deadLetters: 0, ...over };
  return violationsOf(evidence).map(({ reason }) => reason);
}

describe("violationsOf", () => {
  test("finds nothing where everything was done once and told, in whatever order", () => {
    expect(reasons({})).toEqual([]);
    expect(reasons({ heard: [...TOLD.toReversed(), ...TOLD] })).toEqual([]);
  });

  test.each<[string, Partial<Evidence>, Partial<Customer>, string]>([
    ["a lost answer", {}, { reserved: ["one", undefined] }, "was not answered in time"],
    ["two answers", {}, { changed: ["two", "three"] }, "got two answers to the same change"],
    ["a refusal", {}, { refusal: "409" }, "was refused: 409"],
    ["a letter", { deadLetters: 1 }, {}, "1 are left"],
  ])("names %s", (_what, evidence, customer, reason) => {
    expect(reasons(evidence, customer)).toContain(reason);
  });

  test("names a second booking, and one that is not what it should be", () => {
    const two = [BOOKING, { ...BOOKING, bookingId: "b-2" }];
    expect(reasons({ listed: new Map([["ada", two]]) })).toEqual(["has 2 bookings"]);
    const reserved: Booking = { ...BOOKING, status: "Reserved", version: 1 };
    expect(reasons({ listed: new Map([["ada", [reserved]]]) })).toEqual([
      "confirms and is Reserved",
      "confirms in version 1",
    ]);
  });

  test("names what was not told, and what was told of nothing", () => {
    expect(reasons({ heard: TOLD.slice(0, 1) })).toEqual([
      "confirms and was told as: BookingReserved",
    ]);
    const stranger = { ...heard(1, "BookingReserved"), bookingId: "b-9", eventId: "b-9#1" };
    expect(reasons({ heard: [...TOLD, stranger] })).toEqual(["was told of and is not there"]);
  });
});

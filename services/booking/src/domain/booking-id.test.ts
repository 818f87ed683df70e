import fc from "fast-check";
import { expect, test } from "vitest";
import { BOOKING_ID, bookingIdOf } from "./booking-id.ts";

test("every command has a booking's id of its own, a UUID, and always the same", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(bookingIdOf(a)).toMatch(BOOKING_ID);
      expect(bookingIdOf(a) === bookingIdOf(b)).toBe(a === b);
      expect(bookingIdOf(a)).toBe(bookingIdOf(a));
    }),
  );
});

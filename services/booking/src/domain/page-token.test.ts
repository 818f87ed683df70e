import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bookingIdOf } from "./booking-id.ts";
import { endOfPageToken, pageTokenOf, placeOf } from "./page-token.ts";

const PLACE = placeOf({ reservedAt: "2026-01-15T12:00:00.000Z", bookingId: bookingIdOf("one") });

describe("a page token", () => {
  test("names the place that it was made of", () => {
    expect(endOfPageToken("ada", pageTokenOf("ada", PLACE))).toBe(PLACE);
  });

  test("is refused in the list of another customer", () => {
    const token = pageTokenOf("ada", PLACE);
    expect(() => endOfPageToken("bob", token)).toThrow(
      expect.objectContaining({ kind: "invalid", code: "InvalidPageToken" }),
    );
  });

  test("is refused when it is none of ours", () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        expect(() => endOfPageToken("ada", token)).toThrow(
          expect.objectContaining({ code: "InvalidPageToken" }),
        );
      }),
    );
  });
});

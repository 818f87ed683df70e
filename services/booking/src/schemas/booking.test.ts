import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { anyCase } from "./any-case.ts";
import { CancelBody, CustomerPath, ReserveBody } from "./booking.ts";

const BODY = { outboundFlightId: "LH-1", customerId: "ada", chargeId: "ch_1" };

function reads(body: unknown): unknown {
  return z.safeParse(anyCase(ReserveBody), body).data;
}

describe("a body", () => {
  test("is read in the API's casing and in the post's", () => {
    expect(reads(BODY)).toEqual(BODY);
    expect(reads({ OutboundFlightId: "LH-1", CustomerId: "ada", ChargeId: "ch_1" })).toEqual(BODY);
  });

  test.each([
    ["a member in both casings", { ...BODY, ChargeId: "ch_2" }],
    ["a member that is not known", { ...BODY, status: "Confirmed" }],
    ["a member missing", { outboundFlightId: "LH-1", customerId: "ada" }],
    ["a list", [BODY]],
    ["nothing", null],
    ["a prototype", JSON.parse('{"__proto__":{"chargeId":"ch_1"}}')],
  ])("is refused with %s", (_what, body) => {
    expect(reads(body)).toBeUndefined();
  });

  test("is refused when a reason is empty or endless", () => {
    const bookingId = "3f2504e0-4f89-81d3-9a0c-0305e82c3301";
    const accepts = (reason: string) => z.safeParse(CancelBody, { bookingId, reason }).success;
    expect([accepts("ill"), accepts(""), accepts("x".repeat(501))]).toEqual([true, false, false]);
  });
});

test.each(["..", ".", "a/b", "a b", "", "a\n", "ä", "x".repeat(129), "a?b", "a#b", "%2e"])(
  "%j is no customer's id",
  (customerId) => {
    expect(z.safeParse(CustomerPath, { customerId }).success).toBe(false);
  },
);

test.each(["ada", "auth0|5f7c8ec7", "eu-west-1:7d1e0a3c-0000", "a@example.com", "a.b"])(
  "%j is a customer's id",
  (customerId) => {
    expect(z.safeParse(CustomerPath, { customerId }).success).toBe(true);
  },
);

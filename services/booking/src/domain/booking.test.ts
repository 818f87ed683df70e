import { describe, expect, test } from "vitest";
import { cancel, confirm, reserve, type Booking, type Command, type Status } from "./booking.ts";

const NOON = "2026-01-15T12:00:00.000Z";
const LATER = "2026-01-15T13:00:00.000Z";

function aCommand(commandId: string): Command {
  return { commandId, at: LATER };
}

function aBooking(status: Status): Booking {
  const wanted = { customerId: "ada", outboundFlightId: "LH-1", chargeId: "ch_1" };
  const reserved = reserve("b-1", wanted, { commandId: "reserve", at: NOON });
  if (status === "Reserved") return reserved;
  const command = { commandId: "change", at: NOON };
  return status === "Confirmed" ? confirm(reserved, command) : cancel(reserved, "ill", command);
}

const ACTS = {
  confirm: (booking: Booking, command: Command) => confirm(booking, command),
  cancel: (booking: Booking, command: Command) => cancel(booking, "late", command),
};

describe("a booking", () => {
  test("is reserved in its first version, at a time", () => {
    expect(aBooking("Reserved")).toEqual({
      bookingId: "b-1",
      customerId: "ada",
      outboundFlightId: "LH-1",
      chargeId: "ch_1",
      status: "Reserved",
      reservedAt: NOON,
      version: 1,
      commands: { Reserved: "reserve" },
    });
  });

  test("remembers when it was confirmed, and when and why it was cancelled", () => {
    const confirmed = confirm(aBooking("Reserved"), aCommand("c"));
    expect(confirmed).toMatchObject({ status: "Confirmed", confirmedOn: LATER, version: 2 });
    const cancelled = cancel(confirmed, "late", aCommand("d"));
    expect(cancelled).toMatchObject({ status: "Cancelled", cancelledOn: LATER, version: 3 });
    expect(cancelled).toMatchObject({ confirmedOn: LATER, cancellationReason: "late" });
  });

  test.each([
    { from: "Confirmed", act: "confirm", code: "BookingAlreadyConfirmed" },
    { from: "Cancelled", act: "confirm", code: "BookingAlreadyCancelled" },
    { from: "Cancelled", act: "cancel", code: "BookingAlreadyCancelled" },
  ] as const)("that is $from refuses to $act", ({ from, act, code }) => {
    expect(() => ACTS[act](aBooking(from), aCommand("other"))).toThrow(
      expect.objectContaining({ kind: "conflict", code }),
    );
  });

  test.each(["confirm", "cancel"] as const)("knows a command to %s that comes again", (act) => {
    const changed = ACTS[act](aBooking("Reserved"), aCommand("once"));
    expect(ACTS[act](changed, aCommand("once"))).toBe(changed);
  });

  test("tells a confirmation that comes again how the booking stands now", () => {
    const confirmed = confirm(aBooking("Reserved"), aCommand("once"));
    const cancelled = cancel(confirmed, "ill", aCommand("then"));
    expect(confirm(cancelled, aCommand("once"))).toBe(cancelled);
  });
});

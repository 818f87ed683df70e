import { describe, expect, test } from "vitest";
import { aBooking } from "../../test/booking-builders.ts";
import { eventOf } from "../domain/booking-event.ts";
import { cancel, confirm, type Booking } from "../domain/booking.ts";
import { announceChanges } from "./announce-changes.ts";
import type { Announcement, Change } from "./ports.ts";

const NOON = "2026-01-15T12:00:00.000Z";

/** The life of a booking, from reservation to cancellation. */
function aLife(): readonly Booking[] {
  const reserved = aBooking();
  const confirmed = confirm(reserved, { commandId: "c", at: NOON });
  return [reserved, confirmed, cancel(confirmed, "ill", { commandId: "d", at: NOON })];
}

function changesOf(bookings: readonly (Booking | undefined)[]): readonly Change[] {
  return bookings.map((booking, at) => {
    const announcement = booking && { booking, event: eventOf(booking, "c-1") };
    return { sequenceNumber: String(at + 1), announcement };
  });
}

/** An announcer that does not get some versions through, and what it was given, call by call. */
function anAnnouncer(refuses: (announcement: Announcement) => boolean = () => false) {
  const calls: (readonly Announcement[])[] = [];
  const announcer = {
    async announce(announcements: readonly Announcement[]) {
      calls.push(announcements);
      return announcements.filter(refuses);
    },
  };
  return { announcer, calls };
}

const versionsOf = (call: readonly Announcement[] | undefined) =>
  call?.map(({ booking }) => booking.version);

describe("changes of bookings", () => {
  test("are announced together when they are of different bookings", async () => {
    const { announcer, calls } = anAnnouncer();
    const changes = changesOf([aBooking(), aBooking(), undefined, aBooking()]);
    expect(await announceChanges({ announcer }, changes)).toEqual([]);
    expect(calls.map(versionsOf)).toEqual([[1, 1, 1]]);
  });

  test("of one booking are announced one after the other", async () => {
    const { announcer, calls } = anAnnouncer();
    const [a1, a2, a3] = aLife();
    const [b1, b2] = aLife();
    await announceChanges({ announcer }, changesOf([a1, b1, a2, a3, b2]));
    const ids = calls.map((call) => call.map(({ event }) => event.id));
    expect(ids.map((call) => new Set(call.map((id) => id.split("#")[0])).size)).toEqual(
      ids.map((call) => call.length),
    );
    expect(calls.map(versionsOf)).toEqual([[1, 1], [2], [3, 2]]);
  });

  test("that cannot be announced come again, and what follows them", async () => {
    const { announcer, calls } = anAnnouncer(({ booking }) => booking.version === 2);
    const [a1, a2, a3] = aLife();
    const again = await announceChanges({ announcer }, changesOf([a1, a2, a3, aBooking()]));
    expect(again).toEqual(["2"]);
    expect(calls).toHaveLength(2);
  });

  test("that tell nothing are passed over", async () => {
    const { announcer, calls } = anAnnouncer();
    expect(await announceChanges({ announcer }, changesOf([undefined, undefined]))).toEqual([]);
    expect(calls).toEqual([]);
  });
});

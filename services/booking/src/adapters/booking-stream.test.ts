import { describe, expect, test } from "vitest";
import { aBooking, NOON } from "../../test/booking-builders.ts";
import { eventOf } from "../domain/booking-event.ts";
import { confirm, type Booking } from "../domain/booking.ts";
import { toItem } from "./booking-item.ts";
import { changeOf, recordsOf } from "./booking-stream.ts";

const imageOf = (booking: Booking) => toItem(booking, eventOf(booking, "c-1"));

function aRecord(images: { readonly OldImage?: unknown; readonly NewImage?: unknown }) {
  return { sequenceNumber: "7", record: { dynamodb: { SequenceNumber: "7", ...images } } };
}

describe("a record of the table's stream", () => {
  test("tells of a booking that is new", () => {
    const booking = aBooking();
    expect(changeOf(aRecord({ NewImage: imageOf(booking) }))).toEqual({
      sequenceNumber: "7",
      announcement: {
        booking,
        event: {
          id: `${booking.bookingId}#1`,
          type: "BookingReserved",
          at: NOON,
          correlationId: "c-1",
        },
      },
    });
  });

  test("tells of the version that it wrote", () => {
    const before = aBooking();
    const after = confirm(before, { commandId: "c", at: "2026-01-15T13:00:00.000Z" });
    const record = aRecord({ OldImage: imageOf(before), NewImage: imageOf(after) });
    expect(changeOf(record).announcement).toMatchObject({
      booking: { version: 2 },
      event: { type: "BookingConfirmed", at: "2026-01-15T13:00:00.000Z" },
    });
  });

  test.each([
    ["a deletion", { OldImage: imageOf(aBooking()) }],
    ["a place that is taken", { NewImage: { BookingId: { S: "standing#a#b" } } }],
  ])("tells nothing of %s", (_what, images) => {
    expect(changeOf(aRecord(images)).announcement).toBeUndefined();
  });

  test("tells nothing of a rewrite that changed nothing that happened", () => {
    const image = imageOf(aBooking());
    const record = aRecord({ OldImage: image, NewImage: { ...image, Extra: { S: "x" } } });
    expect(changeOf(record).announcement).toBeUndefined();
  });

  test.each([
    ["without a customer", { CustomerId: undefined }],
    ["in an unknown status", { Status: { S: "Lost" } }],
    ["in no version", { Version: { N: "0" } }],
    ["with an event of no kind", { LastEvent: { M: { Id: { S: "x" } } } }],
  ])("of a booking %s is refused as unreadable", (_what, over) => {
    const NewImage = { ...imageOf(aBooking()), ...over };
    expect(() => changeOf(aRecord({ NewImage }))).toThrow(
      expect.objectContaining({ kind: "invalid", code: "UnreadableChange" }),
    );
  });

  test("without a sequence number is no record", () => {
    expect(() => recordsOf({ Records: [{ dynamodb: {} }] })).toThrow("Invalid input");
    expect(() => recordsOf(null)).toThrow("Invalid input");
  });
});

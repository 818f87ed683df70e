import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  BookingCancelled,
  BookingConfirmed,
  BookingFailed,
  BookingReserved,
} from "@blueprints/lambda-kit/booking-events";
import {
  EventsNotPublishedError,
  newEvent,
  publish,
  type OutgoingEvent,
} from "@blueprints/lambda-kit/events";
import type { Announcement, Announcer } from "../app/ports.ts";
import { isProcessed } from "../domain/booking.ts";

function toEvent({ booking, event }: Announcement): OutgoingEvent {
  const { bookingId, version, customerId, outboundFlightId, chargeId } = booking;
  const { id: eventId, at, type, correlationId } = event;
  const told = { eventId, bookingId, version, at, customerId, outboundFlightId };
  const reason = booking.cancellationReason ?? "";
  const processed = isProcessed(booking) ? ({ processed: true } as const) : {};
  const meta = correlationId === undefined ? {} : { correlationId };
  switch (type) {
    case "BookingReserved":
      return newEvent(BookingReserved, { ...told, chargeId }, meta);
    case "BookingConfirmed":
      return newEvent(BookingConfirmed, { ...told, chargeId }, meta);
    case "BookingCancelled":
      return newEvent(BookingCancelled, { ...told, reason, ...processed }, meta);
    case "BookingFailed":
      return newEvent(BookingFailed, { ...told, reason }, meta);
  }
}

/** Announces on a bus of EventBridge. */
export function eventBridgeAnnouncer(client: EventBridgeClient, bus: string): Announcer {
  return {
    async announce(announcements) {
      const events = new Map(announcements.map((one) => [toEvent(one), one]));
      try {
        await publish({ client, bus }, [...events.keys()]);
        return [];
      } catch (error) {
        if (!(error instanceof EventsNotPublishedError)) throw error;
        return error.unpublished.flatMap(({ event }) => events.get(event) ?? []);
      }
    },
  };
}

import type { Announcement, BookingRepository } from "../src/app/ports.ts";
import { eventOf } from "../src/domain/booking-event.ts";
import { isStanding, type Booking } from "../src/domain/booking.ts";
import { placeOf } from "../src/domain/page-token.ts";

/** Bookings in a map, and what others would be told of them. */
export function inMemoryBookings() {
  const all = new Map<string, Booking>();
  const told: Announcement[] = [];

  const write = (booking: Booking, correlationId: string | undefined): void => {
    all.set(booking.bookingId, booking);
    told.push({ booking, event: eventOf(booking, correlationId) });
  };
  const repository: BookingRepository = {
    async add(booking, { correlationId }) {
      const own = all.get(booking.bookingId);
      const standing = [...all.values()].find(
        (one) =>
          isStanding(one) &&
          one.customerId === booking.customerId &&
          one.outboundFlightId === booking.outboundFlightId,
      );
      const there = own ?? standing;
      if (there !== undefined) return { added: false, booking: there };
      write(booking, correlationId);
      return { added: true, booking };
    },
    async retrieve(bookingId) {
      return all.get(bookingId);
    },
    async update(booking, { correlationId }) {
      if (all.get(booking.bookingId)?.version !== booking.version - 1) return false;
      write(booking, correlationId);
      return true;
    },
    async listForCustomer(customerId, { limit, after }) {
      const places = [...all.values()]
        .filter((booking) => booking.customerId === customerId)
        .map((booking) => ({ booking, place: placeOf(booking) }))
        .filter(({ place }) => after === undefined || place < after)
        .toSorted((a, b) => (a.place < b.place ? 1 : -1));
      const page = places.slice(0, limit);
      const end = page.length === limit ? page.at(-1)?.place : undefined;
      return { bookings: page.map(({ booking }) => booking), end };
    },
  };
  return { repository, told };
}

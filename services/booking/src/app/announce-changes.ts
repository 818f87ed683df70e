import type { Announcement, Announcer, Change } from "./ports.ts";

interface Wave {
  readonly changes: Change[];
  readonly bookings: Set<string>;
}

/** Splits changes, in their order, so that no wave has two of one booking. */
function wavesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const waves: Wave[] = [];
  for (const change of changes) {
    const bookingId = change.announcement?.booking.bookingId;
    if (bookingId === undefined) continue;
    let wave = waves.at(-1);
    if (wave === undefined || wave.bookings.has(bookingId)) {
      wave = { changes: [], bookings: new Set() };
      waves.push(wave);
    }
    wave.changes.push(change);
    wave.bookings.add(bookingId);
  }
  return waves.map(({ changes: wave }) => wave);
}

/**
 * Tells others of changes, of each booking in their order: a booking's next change is not announced before
 * the one before it was. Stops at what cannot be announced.
 *
 * @returns the sequence numbers of changes that are to come again.
 */
export async function announceChanges(
  deps: { readonly announcer: Announcer },
  changes: readonly Change[],
): Promise<readonly string[]> {
  for (const wave of wavesOf(changes)) {
    const announcements = wave.flatMap(({ announcement }): Announcement[] =>
      announcement === undefined ? [] : [announcement],
    );
    const failed = new Set(await deps.announcer.announce(announcements));
    if (failed.size === 0) continue;
    return wave.flatMap(({ sequenceNumber, announcement }) =>
      announcement !== undefined && failed.has(announcement) ? [sequenceNumber] : [],
    );
  }
  return [];
}

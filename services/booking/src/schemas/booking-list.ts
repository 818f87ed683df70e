import type { HttpResponse } from "@blueprints/lambda-kit/http";
import * as z from "zod/mini";
import type { Booking } from "../domain/booking.ts";
import { BookingList, viewOf } from "./booking.ts";

/**
 * Answers a page as the post does, with a list and nothing around it; where the list goes on is in the `Link`
 * header, relative to what was asked for.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8288
 */
export function listAnswer(
  page: { readonly bookings: readonly Booking[]; readonly nextPageToken: string | undefined },
  limit: number,
): HttpResponse {
  const { bookings, nextPageToken: pageToken } = page;
  const next = pageToken && new URLSearchParams({ limit: String(limit), pageToken }).toString();
  return {
    statusCode: 200,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      ...(next && { link: `<?${next}>; rel="next"` }),
    },
    body: JSON.stringify(z.parse(BookingList, bookings.map(viewOf))),
  };
}

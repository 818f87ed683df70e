import { httpErrors, httpInput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { listBookings } from "../app/list-bookings.ts";
import { bookings } from "../composition.ts";
import { Name, readEnv } from "../env.ts";
import { CustomerPath, ListQuery } from "../schemas/booking.ts";
import { listAnswer } from "../schemas/booking-list.ts";
import { callerOf } from "../schemas/caller.ts";

const deps = { bookings: bookings(readEnv({ BOOKING_TABLE: Name })) };

/**
 * `GET /customer/{customerId}`: 200 `BookingList`, with a `Link` to the next page if there is one; 400
 * `InvalidRequest`, `InvalidPageToken`; 404 `CustomerNotFound`; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpInput({ path: CustomerPath, query: ListQuery }))
  .handler(async ({ path, query: { limit, pageToken }, rawEvent }) => {
    const request = { ...path, limit, pageToken, caller: callerOf(rawEvent) };
    return listAnswer(await listBookings(deps, request), limit);
  });

import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { findBooking } from "../app/find-booking.ts";
import { bookings } from "../composition.ts";
import { Name, readEnv } from "../env.ts";
import { BookingPath, BookingView, viewOf } from "../schemas/booking.ts";
import { callerOf } from "../schemas/caller.ts";

const deps = { bookings: bookings(readEnv({ BOOKING_TABLE: Name })) };

/** `GET /booking/{bookingId}`: 200 `BookingView`; 400 `InvalidRequest`; 404 `BookingNotFound`; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(BookingView))
  .use(httpInput({ path: BookingPath }))
  .handler(async ({ path: { bookingId }, rawEvent }) => {
    return viewOf(await findBooking(deps, bookingId, callerOf(rawEvent)));
  });

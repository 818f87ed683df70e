import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { invocationLog } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { readStatus } from "../app/read-status.ts";
import { bookings } from "../composition.ts";
import { Name, readEnv } from "../env.ts";
import { processes } from "../process-composition.ts";
import { BookingPath } from "../schemas/booking.ts";
import { callerOf } from "../schemas/caller.ts";
import { StatusView } from "../schemas/process.ts";

const env = readEnv({ BOOKING_TABLE: Name, STATE_MACHINE: Name });
const deps = { bookings: bookings(env), processes: processes(env) };

/** `GET /booking/{bookingId}/status`: 200 `StatusView`; 400 `InvalidRequest`; 404 `BookingNotFound`; 503. */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(httpOutput(StatusView))
  .use(httpInput({ path: BookingPath }))
  .handler(({ path: { bookingId }, rawEvent }) => readStatus(deps, bookingId, callerOf(rawEvent)));

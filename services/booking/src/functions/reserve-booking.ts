import { preload } from "@blueprints/lambda-kit/config";
import { httpErrors, httpInput, httpOutput } from "@blueprints/lambda-kit/http";
import { IdempotencyHeaders } from "@blueprints/lambda-kit/idempotency-key";
import {
  correlationId,
  countOutcomes,
  createMetrics,
  invocationLog,
  publishMetrics,
} from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { reserveBooking } from "../app/reserve-booking.ts";
import { bookings, clock, customers, onceOnly } from "../composition.ts";
import { Name, readEnv, Seconds } from "../env.ts";
import { anyCase } from "../schemas/any-case.ts";
import { BookingView, ReserveBody, viewOf } from "../schemas/booking.ts";
import { callerOf } from "../schemas/caller.ts";

const env = readEnv({
  BOOKING_TABLE: Name,
  IDEMPOTENCY_TABLE: Name,
  CONFIGURATION_PARAMETER: Name,
  CUSTOMER_API_SECRET: Name,
  CONFIGURATION_MAX_AGE_SECONDS: Seconds,
  METRICS_NAMESPACE: Name,
});
const { configuration, ...customerService } = customers(env);
const deps = { bookings: bookings(env), clock, ...customerService };
const once = onceOnly(env);
const metrics = createMetrics(env.METRICS_NAMESPACE);
await preload(...configuration);

/**
 * `POST /booking/reserve`: 200 `BookingView`, of the booking that there is already, if there is; 400
 * `InvalidRequest`, `InvalidBody`, `CustomerNotFound`; 403 `AnotherCustomer`; 409 `IdempotencyKeyReused`,
 * `RequestInProgress`; 413; 415; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(publishMetrics(metrics))
  .use(countOutcomes(metrics, "Reservation"))
  .use(httpOutput(BookingView))
  .use(httpInput({ headers: IdempotencyHeaders, body: anyCase(ReserveBody) }, { maxBytes: 10_000 }))
  .handler(({ headers, body, rawEvent }, context) => {
    const caller = callerOf(rawEvent);
    return once({ operation: "reserve", caller, headers, body, context }, async (commandId) => {
      const request = { ...body, caller, commandId, correlationId: correlationId() };
      return viewOf(await reserveBooking(deps, request));
    });
  });

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
import { confirmBooking } from "../app/change-booking.ts";
import { bookings, clock, onceOnly } from "../composition.ts";
import { Name, readEnv } from "../env.ts";
import { anyCase } from "../schemas/any-case.ts";
import { BookingView, ConfirmBody, viewOf } from "../schemas/booking.ts";
import { callerOf } from "../schemas/caller.ts";

const env = readEnv({ BOOKING_TABLE: Name, IDEMPOTENCY_TABLE: Name, METRICS_NAMESPACE: Name });
const deps = { bookings: bookings(env), clock };
const once = onceOnly(env);
const metrics = createMetrics(env.METRICS_NAMESPACE);

/**
 * `POST /booking/confirm`: 200 `BookingView`; 400 `InvalidRequest`, `InvalidBody`; 404 `BookingNotFound`; 409
 * `BookingAlreadyConfirmed`, `BookingAlreadyCancelled`, `BookingChanged`, `IdempotencyKeyReused`,
 * `RequestInProgress`; 413; 415; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(publishMetrics(metrics))
  .use(countOutcomes(metrics, "Booking"))
  .use(httpOutput(BookingView))
  .use(httpInput({ headers: IdempotencyHeaders, body: anyCase(ConfirmBody) }, { maxBytes: 10_000 }))
  .handler(({ headers, body, rawEvent }, context) => {
    const caller = callerOf(rawEvent);
    return once({ operation: "confirm", caller, headers, body, context }, async (commandId) => {
      const request = { ...body, caller, commandId, correlationId: correlationId() };
      return viewOf(await confirmBooking(deps, request));
    });
  });

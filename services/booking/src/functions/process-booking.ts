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
import { processBooking } from "../app/process-booking.ts";
import { customers, onceOnly } from "../composition.ts";
import { FaultInjection, Name, readEnv, Seconds } from "../env.ts";
import { processes } from "../process-composition.ts";
import { anyCase } from "../schemas/any-case.ts";
import { callerOf } from "../schemas/caller.ts";
import { processBodyOf, ProcessView } from "../schemas/process.ts";

const env = readEnv({
  STATE_MACHINE: Name,
  IDEMPOTENCY_TABLE: Name,
  CONFIGURATION_PARAMETER: Name,
  CUSTOMER_API_SECRET: Name,
  CONFIGURATION_MAX_AGE_SECONDS: Seconds,
  METRICS_NAMESPACE: Name,
  FAULT_INJECTION: FaultInjection,
});
const { configuration, ...customerService } = customers(env);
const deps = { ...customerService, processes: processes(env) };
const once = onceOnly(env);
const metrics = createMetrics(env.METRICS_NAMESPACE);
await preload(...configuration);

/**
 * `POST /booking/process`: 202 `ProcessView`, before anything is booked; 400 `InvalidRequest`, `InvalidBody`,
 * `CustomerNotFound`; 403 `AnotherCustomer`; 409 `IdempotencyKeyReused`, `RequestInProgress`; 413; 415; 503.
 */
export const handler = middy()
  .use(invocationLog())
  .use(httpErrors())
  .use(publishMetrics(metrics))
  .use(countOutcomes(metrics, "Process"))
  .use(httpOutput(ProcessView, 202))
  .use(
    httpInput(
      { headers: IdempotencyHeaders, body: anyCase(processBodyOf(env.FAULT_INJECTION)) },
      { maxBytes: 10_000 },
    ),
  )
  .handler(({ headers, body, rawEvent }, context) => {
    const caller = callerOf(rawEvent);
    return once({ operation: "process", caller, headers, body, context }, async (commandId) => {
      const request = {
        fault: undefined,
        ...body,
        caller,
        commandId,
        correlationId: correlationId(),
      };
      return { bookingId: await processBooking(deps, request), status: "Processing" };
    });
  });

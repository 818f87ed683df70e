import { preload } from "@blueprints/lambda-kit/config";
import { FaultInjection, Name, readEnv, Seconds } from "../env.ts";
import { paymentSteps } from "../participants.ts";
import { paying } from "../process-composition.ts";
import { stepHandler } from "../step.ts";

const env = readEnv({
  BOOKING_TABLE: Name,
  PAYMENT_TABLE: Name,
  PAYMENT_CONFIGURATION_PARAMETER: Name,
  PAYMENT_API_SECRET: Name,
  CONFIGURATION_MAX_AGE_SECONDS: Seconds,
  METRICS_NAMESPACE: Name,
  FAULT_INJECTION: FaultInjection,
});
const { deps, configuration } = paying(env);
await preload(...configuration);

/**
 * `Collect Payment`: `PaymentDeclined`, `ChargeInUse`, `PaymentRefunded`. `Refund Payment`: `BookingIsConfirmed`,
 * `RefundRefused`. Either: `PaymentsUnavailable`.
 */
export const handler = stepHandler(paymentSteps(deps), env);

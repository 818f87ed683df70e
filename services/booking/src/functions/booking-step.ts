import { FaultInjection, Name, readEnv } from "../env.ts";
import { bookingSteps } from "../participants.ts";
import { settling } from "../process-composition.ts";
import { stepHandler } from "../step.ts";

const env = readEnv({
  BOOKING_TABLE: Name,
  PAYMENT_TABLE: Name,
  METRICS_NAMESPACE: Name,
  FAULT_INJECTION: FaultInjection,
});

/**
 * `Reserve Booking`: `AlreadyBooked`, `BookingAlreadyCancelled`. `Confirm Booking`: `BookingAlreadyCancelled`,
 * `BookingChanged`, `BookingNotFound`. `Cancel Booking`: `BookingIsConfirmed`, `BookingChanged`.
 */
export const handler = stepHandler(bookingSteps(settling(env)), env);

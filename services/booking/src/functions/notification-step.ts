import { FaultInjection, Name, readEnv } from "../env.ts";
import { notificationSteps } from "../participants.ts";
import { telling } from "../process-composition.ts";
import { stepHandler } from "../step.ts";

const env = readEnv({
  BOOKING_TABLE: Name,
  NOTIFICATION_TOPIC: Name,
  METRICS_NAMESPACE: Name,
  FAULT_INJECTION: FaultInjection,
});

/** `Notify Booking Confirmed`: `BookingNotConfirmed`. `Notify Booking Failed`: `BookingNotCancelled`. */
export const handler = stepHandler(notificationSteps(telling(env)), env);

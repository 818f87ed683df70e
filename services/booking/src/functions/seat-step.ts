import { FaultInjection, Name, readEnv } from "../env.ts";
import { seatSteps } from "../participants.ts";
import { seats } from "../process-composition.ts";
import { stepHandler } from "../step.ts";

const env = readEnv({
  FLIGHT_TABLE: Name,
  METRICS_NAMESPACE: Name,
  FAULT_INJECTION: FaultInjection,
});

/** `Reserve Flight`: `FlightNotFound`, `NoSeatLeft`, `SeatReleased`. `Release Flight Seat`. */
export const handler = stepHandler(seatSteps(seats(env)), env);

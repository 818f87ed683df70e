import type { FaultRule } from "../../../scripts/soak/local-tools.ts";

/**
 * What goes wrong while files are under way. Clients try three times, so that of these odds only a part reaches the
 * functions; searches are tried by the service itself, and each at its own moment.
 */
export const FAULTS: readonly FaultRule[] = [
  { service: "location", operation: "*", fault: "throttle", probability: 0.03 },
  { service: "location", operation: "*", fault: "error", probability: 0.03 },
  { service: "location", operation: "*", fault: "delay", probability: 0.02, delayMs: 300 },
  { service: "s3", operation: "PutObject", fault: "error", probability: 0.05 },
  { service: "s3", operation: "GetObject", fault: "throttle", probability: 0.05 },
  { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.03 },
  { service: "sqs", operation: "SendMessage", fault: "error", probability: 0.05 },
  { service: "lambda", operation: "run", fault: "kill", probability: 0.05, delayMs: 400 },
];

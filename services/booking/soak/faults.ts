import type { FaultRule } from "../../../scripts/soak/local-tools.ts";

/** What goes wrong while bookings are made. Clients try three times, so that of these odds a part is seen. */
export const FAULTS: readonly FaultRule[] = [
  { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.05 },
  { service: "dynamodb", operation: "TransactWriteItems", fault: "error", probability: 0.15 },
  { service: "dynamodb", operation: "PutItem", fault: "error", probability: 0.1 },
  { service: "dynamodb", operation: "UpdateItem", fault: "error", probability: 0.15 },
  { service: "dynamodb", operation: "*", fault: "delay", probability: 0.03, delayMs: 300 },
  { service: "ssm", operation: "GetParameter", fault: "error", probability: 0.2 },
  { service: "secretsmanager", operation: "GetSecretValue", fault: "error", probability: 0.2 },
  { service: "events", operation: "PutEvents", fault: "error", probability: 0.3 },
  { service: "events", operation: "PutEvents", fault: "throttle", probability: 0.1 },
  { service: "events", operation: "*", fault: "duplicate", probability: 0.1 },
  { service: "lambda", operation: "run", fault: "kill", probability: 0.02, delayMs: 60 },
];

/** How often the customer API fails by itself. */
export const CUSTOMER_FAULTS = 0.1;

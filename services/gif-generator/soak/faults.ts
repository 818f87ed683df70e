import type { FaultRule } from "../../../scripts/soak/local-tools.ts";

/** What goes wrong while clips are under way; every event of the bus, be it of S3 or of the service, comes twice. */
export const FAULTS: readonly FaultRule[] = [
  { service: "events", operation: "deliver", fault: "duplicate", delayMs: 1000 },
  { service: "s3", operation: "deliver", fault: "duplicate", probability: 0.1, delayMs: 1000 },
  { service: "lambda", operation: "deliver", fault: "duplicate", probability: 0.1, delayMs: 1000 },
  { service: "events", operation: "deliver", fault: "reorder", probability: 0.2, delayMs: 1000 },
  { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.05 },
  { service: "dynamodb", operation: "UpdateItem", fault: "error", probability: 0.05 },
  { service: "s3", operation: "PutObject", fault: "error", probability: 0.05 },
  { service: "s3", operation: "GetObject", fault: "throttle", probability: 0.1 },
  { service: "s3", operation: "HeadObject", fault: "error", probability: 0.05 },
  { service: "events", operation: "PutEvents", fault: "throttle", probability: 0.1 },
];

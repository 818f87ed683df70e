import type { FaultRule } from "../../../scripts/soak/local-tools.ts";

/** What goes wrong while events are under way: every hand-over fails, comes twice or late now and then. */
export const FAULTS: readonly FaultRule[] = [
  { service: "events", operation: "PutEvents", fault: "throttle", probability: 0.03 },
  { service: "events", operation: "PutEvents", fault: "error", probability: 0.02 },
  { service: "events", operation: "deliver", fault: "duplicate", probability: 0.02 },
  { service: "events", operation: "deliver", fault: "reorder", probability: 0.05, delayMs: 500 },
  { service: "firehose", operation: "PutRecord", fault: "error", probability: 0.03 },
  { service: "lambda", operation: "Invoke", fault: "throttle", probability: 0.02 },
  { service: "lambda", operation: "run", fault: "kill", probability: 0.02, delayMs: 50 },
  { service: "s3", operation: "PutObject", fault: "error", probability: 0.1 },
  { service: "s3", operation: "PutObject", fault: "throttle", probability: 0.1 },
];

import type { FaultRule } from "../../../scripts/soak/local-tools.ts";

/**
 * What goes wrong while records are under way. A client tries three times, so that of these odds only a
 * part reaches the function; and batches are tried twice, so that some are given up.
 */
export const FAULTS: readonly FaultRule[] = [
  { service: "s3", operation: "PutObject", fault: "error", probability: 0.3 },
  { service: "s3", operation: "PutObject", fault: "throttle", probability: 0.2 },
  { service: "s3", operation: "PutObject", fault: "delay", probability: 0.05, delayMs: 500 },
  { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.2 },
  { service: "dynamodb", operation: "PutItem", fault: "error", probability: 0.4 },
  { service: "kinesis", operation: "GetRecords", fault: "throttle", probability: 0.1 },
  { service: "kinesis", operation: "PutRecords", fault: "throttle", probability: 0.1 },
  { service: "lambda", operation: "run", fault: "kill", probability: 0.1, delayMs: 60 },
];

/** S3 is down: whatever comes meanwhile is given up. */
export const OUTAGE: readonly FaultRule[] = [
  { service: "s3", operation: "PutObject", fault: "error", probability: 1 },
];

import type { FaultRule } from "../../../scripts/soak/local-tools.ts";

/** Delays add up: together they are hardly ever short, and end before the workflow's time-out of 30 s. */
const HOLDS = 5;
const HOLD_MS = 5000;

/** Keeps images under way while the others are uploaded, so that the first `kill -9` meets all of them. */
export const HOLD: readonly FaultRule[] = Array.from({ length: HOLDS }, () => ({
  service: "rekognition",
  operation: "DetectModerationLabels",
  fault: "delay",
  delayMs: HOLD_MS,
}));

/**
 * What goes wrong while images are under way. Each task is tried often enough by the workflow that giving up
 * is rare: of seven tries of Rekognition at these odds all fail once in a million times.
 */
export const FAULTS: readonly FaultRule[] = [
  { service: "rekognition", operation: "*", fault: "throttle", probability: 0.1 },
  { service: "rekognition", operation: "*", fault: "error", probability: 0.05 },
  { service: "rekognition", operation: "*", fault: "delay", probability: 0.2, delayMs: 1500 },
  { service: "dynamodb", operation: "*", fault: "throttle", probability: 0.1 },
  { service: "dynamodb", operation: "UpdateItem", fault: "error", probability: 0.05 },
  { service: "s3", operation: "HeadObject", fault: "throttle", probability: 0.05 },
  { service: "sns", operation: "Publish", fault: "throttle", probability: 0.2 },
  { service: "states", operation: "StartExecution", fault: "throttle", probability: 0.1 },
  { service: "states", operation: "SendTaskSuccess", fault: "throttle", probability: 0.2 },
  { service: "s3", operation: "deliver", fault: "duplicate", probability: 0.2, delayMs: 2000 },
  { service: "s3", operation: "deliver", fault: "reorder", probability: 0.2, delayMs: 2000 },
  { service: "events", operation: "deliver", fault: "duplicate", probability: 0.1, delayMs: 2000 },
  { service: "events", operation: "deliver", fault: "reorder", probability: 0.1, delayMs: 2000 },
  { service: "lambda", operation: "run", fault: "kill", probability: 0.2, delayMs: 100 },
];

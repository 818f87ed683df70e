import { Metrics } from "@aws-lambda-powertools/metrics";
import type { MiddlewareObj } from "@middy/core";
import { correlationIdOf } from "./correlation.ts";
import { errorKind } from "./errors.ts";
import { logger } from "./logger.ts";

export { correlationId, logger } from "./logger.ts";

const startedAt = new WeakMap<object, number>();

/**
 * Gives every log line the invocation's request id and correlation id (the event's own, else the request
 * id), and writes one line when it ends: outcome, error name, and duration in milliseconds.
 */
export function invocationLog(now: () => number = () => performance.now()): MiddlewareObj {
  const end = (request: object, outcome: { outcome: "ok" | "error"; errorName?: string }): void => {
    const durationMs = Math.round(now() - (startedAt.get(request) ?? now()));
    logger.info("invocation ended", { ...outcome, durationMs });
  };
  return {
    before: (request) => {
      startedAt.set(request, now());
      logger.resetKeys();
      logger.addContext(request.context);
      logger.setCorrelationId(correlationIdOf(request.event) ?? request.context.awsRequestId);
    },
    after: (request) => end(request, { outcome: "ok" }),
    onError: (request) =>
      end(request, { outcome: "error", errorName: request.error?.name ?? "Error" }),
  };
}

/**
 * Metrics in CloudWatch's embedded format: `metrics.addMetric("LabelsFound", "Count", 3)`. They are written
 * by {@link publishMetrics} at the end of the invocation, whatever its outcome.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics(namespace: string): Metrics {
  return new Metrics({ namespace });
}

/** Writes what was counted, at the end of every invocation. */
export function publishMetrics(metrics: Metrics): MiddlewareObj {
  const publish = (): void => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: publish, onError: publish };
}

/**
 * Counts how invocations end, under the names of the airline example: `SuccessfulReservation`;
 * `InvalidReservationRequest` for what is the caller's to mend; `FailedReservation` for the rest. Goes into
 * the stack after {@link publishMetrics}, and after what answers errors.
 *
 * @see https://github.com/aws-samples/aws-serverless-airline-booking
 */
export function countOutcomes(metrics: Metrics, name: string): MiddlewareObj {
  return {
    after: () => {
      metrics.addMetric(`Successful${name}`, "Count", 1);
    },
    onError: ({ error }) => {
      const kind = errorKind(error);
      const isOurs = kind === "unavailable" || kind === "defect";
      metrics.addMetric(isOurs ? `Failed${name}` : `Invalid${name}Request`, "Count", 1);
    },
  };
}

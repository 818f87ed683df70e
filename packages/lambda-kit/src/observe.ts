import { Metrics } from "@aws-lambda-powertools/metrics";
import type { MiddlewareObj } from "@middy/core";
import { correlationIdOf } from "./correlation.ts";
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

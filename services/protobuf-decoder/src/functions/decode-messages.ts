import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { createMetrics, invocationLog, publishMetrics } from "@blueprints/lambda-kit/observe";
import { kinesisBatch, streamErrors } from "@blueprints/lambda-kit/stream";
import middy from "@middy/core";
import { destinationBucket } from "../adapters/destination-bucket.ts";
import { progressTable } from "../adapters/progress-table.ts";
import { reportTo } from "../app/report.ts";
import { storeBatch } from "../app/store-batch.ts";
import { decoders } from "../codec/generated/decoders.ts";
import { readEnv } from "../env.ts";

const SECONDS_PER_HOUR = 3600;
const MARGIN_HOURS = 24; // a run is remembered longer than its records can come again
const ANSWER_MS = 2000; // left of the time-out to wind up and to answer

const env = readEnv(decoders);
const settings = awsClientSettings(env);
const deps = {
  rules: env.rules,
  destination: destinationBucket(new S3Client(settings), env.DESTINATION_BUCKET),
  progress: progressTable({
    client: new DynamoDBClient(settings),
    name: env.PROGRESS_TABLE,
    keptSeconds: (env.STREAM_RETENTION_HOURS + MARGIN_HOURS) * SECONDS_PER_HOUR,
    now: () => new Date(),
  }),
};
const metrics = createMetrics(env.METRICS_NAMESPACE);
const report = reportTo((name, count) => metrics.addMetric(name, "Count", count));

/** Batches of the stream's shards: stored as JSON, and in quarantine what is no message. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .use(streamErrors())
  .use(kinesisBatch())
  .handler(async ({ records }, context) => {
    const leftMs = context.getRemainingTimeInMillis() - ANSWER_MS;
    const signal = AbortSignal.timeout(Math.max(0, leftMs));
    const stored = await storeBatch(deps, records, signal);
    report(stored);
    return { again: stored.again };
  });

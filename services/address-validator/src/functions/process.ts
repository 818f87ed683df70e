import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LocationClient } from "@aws-sdk/client-location";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { InvalidError } from "@blueprints/lambda-kit/errors";
import {
  createMetrics,
  invocationLog,
  logger,
  publishMetrics,
} from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { answersTable } from "../adapters/answers-table.ts";
import { jobStore } from "../adapters/job-store.ts";
import { leasesTable } from "../adapters/leases-table.ts";
import { limiterTable } from "../adapters/limiter-table.ts";
import { locationGeocoder } from "../adapters/location-geocoder.ts";
import { forEachMessage } from "../adapters/queue-batch.ts";
import { workBucket } from "../adapters/work-bucket.ts";
import { workQueues } from "../adapters/work-queues.ts";
import { processShard } from "../app/process-shard.ts";
import { IntendedUse, METRICS, Name, PositiveInteger, readEnv } from "../env.ts";
import { readMessage } from "../schemas/messages.ts";

const TIME_TO_FINISH_MS = 8000; // after the last search was sent: its answer, pauses, and the results
const SECONDS_PER_DAY = 86_400;

const env = readEnv({
  JOBS_TABLE: Name,
  ANSWERS_TABLE: Name,
  LIMITER_TABLE: Name,
  WORK_BUCKET: Name,
  SHARD_QUEUE_URL: Name,
  GATHER_QUEUE_URL: Name,
  PLACE_INDEX: Name,
  DATA_SOURCE: Name,
  INTENDED_USE: IntendedUse,
  REQUESTS_PER_SECOND: PositiveInteger,
  REMEMBER_DAYS: PositiveInteger,
});
const aws = awsClientSettings(env);
const dynamo = new DynamoDBClient(aws);
const now = (): number => Date.now();
const location = new LocationClient({ ...aws, maxAttempts: 1 });
const deps = {
  jobs: jobStore(dynamo, { table: env.JOBS_TABLE, now: () => new Date() }),
  leases: leasesTable(dynamo, { table: env.LIMITER_TABLE, now, newId: randomUUID }),
  limiter: limiterTable(dynamo, {
    table: env.LIMITER_TABLE,
    requestsPerSecond: env.REQUESTS_PER_SECOND,
    now,
  }),
  answers: answersTable(dynamo, { table: env.ANSWERS_TABLE, now, sleep }),
  work: workBucket(new S3Client(aws), env.WORK_BUCKET),
  queues: workQueues(new SQSClient(aws), {
    shards: env.SHARD_QUEUE_URL,
    gather: env.GATHER_QUEUE_URL,
  }),
  geocoder: locationGeocoder(location, env.PLACE_INDEX),
  timing: { now, sleep },
  random: Math.random,
  memory: {
    dataSource: env.DATA_SOURCE,
    mayShare: env.INTENDED_USE === "Storage",
    sharedSeconds: env.REMEMBER_DAYS * SECONDS_PER_DAY,
    ownSeconds: SECONDS_PER_DAY,
  },
};
const metrics = createMetrics(METRICS);

/** A shard, from ShardQueue: looks up its addresses. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .handler((event: unknown, context) =>
    forEachMessage(event, async ({ body, times }) => {
      const id = readMessage(body);
      if (id.kind !== "shard") throw new InvalidError("NotAMessage", "no shard");
      const endsMs = now() + context.getRemainingTimeInMillis();
      const untilMs = endsMs - TIME_TO_FINISH_MS;
      const { outcome, searchesSent, remembered, throttled } = await processShard(deps, {
        id,
        untilMs,
        endsMs,
        times,
      });
      metrics.addMetric("SearchesSent", "Count", searchesSent);
      metrics.addMetric("SearchesThrottled", "Count", throttled);
      metrics.addMetric("AddressesRemembered", "Count", remembered);
      logger.info("shard handled", { run: id.run, shard: id.shard, outcome });
    }),
  );

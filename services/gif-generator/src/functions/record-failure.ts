import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { createMetrics, invocationLog, publishMetrics } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { deadLettersQueue } from "../adapters/dead-letters-queue.ts";
import { forEachMessage } from "../adapters/queue-batch.ts";
import { videoStore } from "../adapters/video-store.ts";
import { recordFailure } from "../app/record-failure.ts";
import { Flag, METRICS, Name, PositiveInteger, readEnv } from "../env.ts";
import { readFailedRun } from "../schemas/failed-run.ts";

const env = readEnv({
  VIDEOS_TABLE: Name,
  DEAD_LETTERS_URL: Name,
  SNIPPET_SIZE: PositiveInteger,
  GENERATE_FRAMES: Flag,
  EXPIRE_AFTER_DAYS: PositiveInteger,
});
const aws = awsClientSettings(env);
const now = (): Date => new Date();
const deps = {
  videos: videoStore(new DynamoDBClient(aws), {
    table: env.VIDEOS_TABLE,
    expireAfterDays: env.EXPIRE_AFTER_DAYS,
    now,
  }),
  deadLetters: deadLettersQueue(new SQSClient(aws), env.DEAD_LETTERS_URL),
  now,
  settings: { snippetSize: env.SNIPPET_SIZE, withStills: env.GENERATE_FRAMES },
};
const metrics = createMetrics(METRICS);

/** Runs that failed for good, from their queue: the table and the dead letters get to know of them. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .handler((event: unknown) =>
    forEachMessage(event, async (body) => {
      const { windows } = await recordFailure(deps, readFailedRun(body));
      metrics.addMetric("WindowsFailed", "Count", windows);
    }),
  );

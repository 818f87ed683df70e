import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { createMetrics, invocationLog, publishMetrics } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { jobStore } from "../adapters/job-store.ts";
import { forEachMessage } from "../adapters/queue-batch.ts";
import { deadLettersQueue, workQueues } from "../adapters/work-queues.ts";
import { recordFailure } from "../app/record-failure.ts";
import { METRICS, Name, readEnv } from "../env.ts";
import { readMessage } from "../schemas/messages.ts";

const env = readEnv({ JOBS_TABLE: Name, GATHER_QUEUE_URL: Name, DEAD_LETTERS_URL: Name });
const aws = awsClientSettings(env);
const sqs = new SQSClient(aws);
const deps = {
  jobs: jobStore(new DynamoDBClient(aws), { table: env.JOBS_TABLE, now: () => new Date() }),
  queues: workQueues(sqs, { shards: "", gather: env.GATHER_QUEUE_URL }),
  deadLetters: deadLettersQueue(sqs, env.DEAD_LETTERS_URL),
};
const metrics = createMetrics(METRICS);

/** Work that failed for good, from its queue: the job and the dead letters get to know of it. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .handler((event: unknown) =>
    forEachMessage(event, async ({ body }) => {
      const message = readMessage(body);
      await recordFailure(deps, message, body);
      if (message.kind === "shard") metrics.addMetric("ShardsFailed", "Count", 1);
    }),
  );

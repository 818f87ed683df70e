import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { InvalidError } from "@blueprints/lambda-kit/errors";
import { invocationLog, logger } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { destinationBucket } from "../adapters/destination-bucket.ts";
import { inputBucket } from "../adapters/input-bucket.ts";
import { jobStore } from "../adapters/job-store.ts";
import { forEachMessage } from "../adapters/queue-batch.ts";
import { workBucket } from "../adapters/work-bucket.ts";
import { workQueues } from "../adapters/work-queues.ts";
import { takeApart } from "../app/take-apart.ts";
import { Amount, Name, PositiveInteger, readEnv } from "../env.ts";
import { readMessage } from "../schemas/messages.ts";

const env = readEnv({
  JOBS_TABLE: Name,
  WORK_BUCKET: Name,
  DESTINATION_BUCKET: Name,
  SHARD_QUEUE_URL: Name,
  GATHER_QUEUE_URL: Name,
  MAX_ROWS: PositiveInteger,
  SHARD_SIZE: PositiveInteger,
  REQUESTS_PER_SECOND: PositiveInteger,
  PRICE_PER_THOUSAND: Amount,
});
const aws = awsClientSettings(env);
const s3 = new S3Client(aws);
const deps = {
  jobs: jobStore(new DynamoDBClient(aws), { table: env.JOBS_TABLE, now: () => new Date() }),
  inputs: inputBucket(s3),
  work: workBucket(s3, env.WORK_BUCKET),
  destination: destinationBucket(s3, env.DESTINATION_BUCKET),
  queues: workQueues(new SQSClient(aws), {
    shards: env.SHARD_QUEUE_URL,
    gather: env.GATHER_QUEUE_URL,
  }),
  settings: {
    maxRows: env.MAX_ROWS,
    shardSize: env.SHARD_SIZE,
    requestsPerSecond: env.REQUESTS_PER_SECOND,
    pricePerThousandDollars: env.PRICE_PER_THOUSAND,
  },
};

/** `Object Created` of S3, from ScatterQueue: takes a file apart, or refuses it. */
export const handler = middy()
  .use(invocationLog())
  .handler((event: unknown) =>
    forEachMessage(event, async ({ body }) => {
      const message = readMessage(body);
      if (message.kind !== "file") throw new InvalidError("NotAMessage", "no event of S3");
      logger.info("file looked at", { outcome: await takeApart(deps, message.source) });
    }),
  );

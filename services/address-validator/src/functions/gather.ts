import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { InvalidError } from "@blueprints/lambda-kit/errors";
import {
  createMetrics,
  invocationLog,
  logger,
  publishMetrics,
} from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { destinationBucket } from "../adapters/destination-bucket.ts";
import { inputBucket } from "../adapters/input-bucket.ts";
import { jobStore } from "../adapters/job-store.ts";
import { eventBridgePublisher } from "../adapters/publisher-eventbridge.ts";
import { forEachMessage } from "../adapters/queue-batch.ts";
import { fileSpools } from "../adapters/spool-file.ts";
import { workBucket } from "../adapters/work-bucket.ts";
import { gather } from "../app/gather.ts";
import { METRICS, Name, readEnv } from "../env.ts";
import { readMessage } from "../schemas/messages.ts";

const env = readEnv({ JOBS_TABLE: Name, WORK_BUCKET: Name, DESTINATION_BUCKET: Name });
const aws = awsClientSettings(env);
const s3 = new S3Client(aws);
const deps = {
  jobs: jobStore(new DynamoDBClient(aws), { table: env.JOBS_TABLE, now: () => new Date() }),
  inputs: inputBucket(s3),
  work: workBucket(s3, env.WORK_BUCKET),
  spools: fileSpools,
  destination: destinationBucket(s3, env.DESTINATION_BUCKET),
  publisher: eventBridgePublisher(new EventBridgeClient(aws)),
};
const metrics = createMetrics(METRICS);

/** A run whose shards are settled, from GatherQueue: puts its result together. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .handler((event: unknown) =>
    forEachMessage(event, async ({ body }) => {
      const message = readMessage(body);
      if (message.kind !== "gather") throw new InvalidError("NotAMessage", "no run to gather");
      const { outcome, rows } = await gather(deps, message);
      if (outcome === "gathered") metrics.addMetric("RowsValidated", "Count", rows);
      logger.info("run looked at", { run: message.run, outcome });
    }),
  );

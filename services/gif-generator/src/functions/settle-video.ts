import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { invocationLog, logger } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { outputsBucket } from "../adapters/outputs-bucket.ts";
import { eventBridgePublisher } from "../adapters/publisher-eventbridge.ts";
import { videoStore } from "../adapters/video-store.ts";
import { forEachVideo } from "../adapters/videos-stream.ts";
import { settleVideo } from "../app/settle-video.ts";
import { Name, PositiveInteger, readEnv } from "../env.ts";

const env = readEnv({
  VIDEOS_TABLE: Name,
  OUTPUTS_BUCKET: Name,
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
  outputs: outputsBucket(new S3Client(aws), env.OUTPUTS_BUCKET),
  publisher: eventBridgePublisher(new EventBridgeClient(aws)),
  now,
};

/** Changes of the videos' items, from the table's stream: ends what has no window left to wait for. */
export const handler = middy()
  .use(invocationLog())
  .handler((event: unknown) =>
    forEachVideo(event, async (key) => {
      logger.info("video looked at", { found: await settleVideo(deps, key) });
    }),
  );

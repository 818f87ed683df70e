import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import { createMetrics, invocationLog, publishMetrics } from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { mp4Probe } from "../adapters/mp4-probe.ts";
import { outputsBucket } from "../adapters/outputs-bucket.ts";
import { eventBridgePublisher } from "../adapters/publisher-eventbridge.ts";
import { sourceBucket } from "../adapters/source-bucket.ts";
import { videoStore } from "../adapters/video-store.ts";
import { planVideo } from "../app/plan-video.ts";
import { Flag, METRICS, Name, PositiveInteger, readEnv } from "../env.ts";
import { readSourceEvent } from "../schemas/source-event.ts";

const env = readEnv({
  VIDEOS_TABLE: Name,
  OUTPUTS_BUCKET: Name,
  SNIPPET_SIZE: PositiveInteger,
  GENERATE_FRAMES: Flag,
  MAX_DURATION_SECONDS: PositiveInteger,
  MAX_PIXELS: PositiveInteger,
  EXPIRE_AFTER_DAYS: PositiveInteger,
});
const aws = awsClientSettings(env);
const s3 = new S3Client(aws);
const now = (): Date => new Date();
const deps = {
  videos: videoStore(new DynamoDBClient(aws), {
    table: env.VIDEOS_TABLE,
    expireAfterDays: env.EXPIRE_AFTER_DAYS,
    now,
  }),
  sources: sourceBucket(s3),
  probe: mp4Probe,
  outputs: outputsBucket(s3, env.OUTPUTS_BUCKET),
  publisher: eventBridgePublisher(new EventBridgeClient(aws)),
  now,
  settings: {
    snippetSize: env.SNIPPET_SIZE,
    withStills: env.GENERATE_FRAMES,
    maxDurationSeconds: env.MAX_DURATION_SECONDS,
    maxPixels: env.MAX_PIXELS,
  },
};
const metrics = createMetrics(METRICS);

/** `Object Created` and `Object Deleted` of S3 through EventBridge: plans a video, or marks it as deleted. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .handler(async (event: unknown) => {
    const { windows } = await planVideo(deps, readSourceEvent(event));
    metrics.addMetric("WindowsExpected", "Count", windows);
  });

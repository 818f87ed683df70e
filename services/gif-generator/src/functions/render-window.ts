import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { awsClientSettings } from "@blueprints/lambda-kit/aws-client";
import {
  createMetrics,
  invocationLog,
  logger,
  publishMetrics,
} from "@blueprints/lambda-kit/observe";
import middy from "@middy/core";
import { createFfmpegRenderer } from "../adapters/ffmpeg-renderer.ts";
import { outputsBucket } from "../adapters/outputs-bucket.ts";
import { sourceBucket } from "../adapters/source-bucket.ts";
import { videoStore } from "../adapters/video-store.ts";
import { inWorkFolder } from "../adapters/work-folder.ts";
import { renderWindow, type Rendered } from "../app/render-window.ts";
import { METRICS, Name, PositiveInteger, readEnv } from "../env.ts";
import { readWindowEvent } from "../schemas/window-event.ts";

const TIME_TO_UPLOAD_MS = 20_000; // between the end of ffmpeg, at the latest, and the function's time-out

const env = readEnv({
  VIDEOS_TABLE: Name,
  OUTPUTS_BUCKET: Name,
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
  renderer: createFfmpegRenderer(),
  outputs: outputsBucket(s3, env.OUTPUTS_BUCKET),
  inFolder: inWorkFolder,
  now,
  elapsed: () => performance.now(),
};
const metrics = createMetrics(METRICS);

function count(rendered: Rendered): void {
  if (rendered.outcome !== "done") return;
  const { renderMs, videoSeconds } = rendered;
  metrics.addMetric("WindowsDone", "Count", 1);
  metrics.addMetric("RenderMsPerVideoSecond", "Milliseconds", renderMs / videoSeconds);
}

/** `newVideoCreated`: renders one window of a video. */
export const handler = middy()
  .use(invocationLog())
  .use(publishMetrics(metrics))
  .handler(async (event: unknown, context) => {
    const task = readWindowEvent(event);
    const leftMs = Math.max(0, context.getRemainingTimeInMillis() - TIME_TO_UPLOAD_MS);
    const rendered = await renderWindow(deps, task, AbortSignal.timeout(leftMs));
    count(rendered);
    logger.info("window handled", { start: task.start, outcome: rendered.outcome });
  });

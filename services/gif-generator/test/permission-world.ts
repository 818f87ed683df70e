import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { TestCloud } from "@blueprints/local-cloud/testing";
import * as z from "zod";
import { until, untilMessage } from "../../../scripts/permissions/waiting.ts";
import { outputsBucket } from "../src/adapters/outputs-bucket.ts";
import { videoStore } from "../src/adapters/video-store.ts";
import type { Video } from "../src/domain/video.ts";
import { videoIdOf } from "../src/domain/video-id.ts";
import { apiCaller, type Answer } from "./api-caller.ts";
import { clientSettings, type Outputs } from "./deployed.ts";

/** An answer of `POST /player-links`. */
export const Link = z.object({ id: z.string(), url: z.url() });

const STAGE = "rights";

/** What the scenarios do with the deployed service, as the account's own root. */
export function openPermissionWorld(
  { cloud: { chaos }, endpoint }: TestCloud,
  outputs: Outputs,
  clips: readonly Buffer[],
) {
  const settings = clientSettings(endpoint);
  const s3 = new S3Client(settings);
  const lambda = new LambdaClient(settings);
  const sqs = new SQSClient(settings);
  const videos = videoStore(new DynamoDBClient(settings), {
    table: outputs.VideosTable,
    expireAfterDays: 1,
    now: () => new Date(),
  });
  const call = apiCaller(outputs.ApiUrl);
  let keys = 0;
  return {
    outputs,
    videos,
    files: outputsBucket(s3, outputs.OutputsBucket),
    newKey: () => `rights-${(keys += 1)}.mp4`,
    /** Uploads one of two short clips, of which the first is longer. */
    async upload(Key: string, clip = 0): Promise<void> {
      const Body = clips[clip] ?? Buffer.alloc(0);
      await s3.send(new PutObjectCommand({ Bucket: outputs.SourceBucket, Key, Body }));
    },
    untilVideo: (key: string, signal: AbortSignal, isIt: (video: Video) => boolean) =>
      until(`${key} in the table`, signal, async () => {
        const newest = await videos.newest(key);
        const isTold = newest?.kind === "video" && newest.announced !== undefined;
        return isTold && isIt(newest.video) ? newest.video : undefined;
      }),
    untilLetter: (
      queue: "DeadLetters" | "FailedRuns" | "StreamDeadLetters",
      texts: string[],
      signal: AbortSignal,
    ) => untilMessage({ endpoint, url: outputs[queue] }, texts, signal),
    /** Runs a function, without waiting for it. */
    start: (name: "planVideo" | "renderWindow", event: unknown) =>
      lambda.send(
        new InvokeCommand({
          FunctionName: `gif-generator-${STAGE}-${name}`,
          InvocationType: "Event",
          Payload: JSON.stringify(event),
        }),
      ),
    /** Does something between the look for what was there and the answer to it. */
    async whileLooking(start: () => Promise<unknown>, act: () => Promise<void>): Promise<void> {
      const look = { service: "s3", operation: "HeadObject" };
      chaos.set([{ ...look, fault: "delay", delayMs: 1000, times: 3 }]);
      try {
        await start();
        await until(
          "a look",
          AbortSignal.timeout(5000),
          async () => chaos.read().struck || undefined,
        );
        await act();
      } finally {
        chaos.set([]);
      }
    },
    /** A letter of the stream does not say which video it is about. */
    async hideStreamLetters(): Promise<void> {
      const place = { QueueUrl: outputs.StreamDeadLetters, MaxNumberOfMessages: 10 };
      const receive = new ReceiveMessageCommand({ ...place, VisibilityTimeout: 600 });
      while (((await sqs.send(receive)).Messages ?? []).length > 0);
    },
    async planAgain({ source }: Video): Promise<void> {
      const { key, sequencer, versionId } = source;
      const detail = {
        bucket: { name: source.bucket },
        object: { key, sequencer, "version-id": versionId },
      };
      const event = { source: "aws.s3", "detail-type": "Object Created", detail };
      await this.start("planVideo", event);
    },
    async call(route: string, status: number, body?: unknown): Promise<unknown> {
      return checked(route, await call(route, body), status);
    },
    /** Asks as somebody who has a link to one video. */
    async callWithLink(key: string, path: string): Promise<unknown> {
      const wish = { videoId: videoIdOf(key) };
      const link = Link.parse(checked("link", await call("POST /player-links", wish), 201));
      const headers = { authorization: `Bearer ${new URL(link.url).hash.slice(1)}` };
      const response = await fetch(`${outputs.ApiUrl}/player${path}`, { headers });
      return checked(path, { status: response.status, body: await response.json() }, 200);
    },
  };
}

/** What the scenarios do with the deployed service. */
export type PermissionWorld = ReturnType<typeof openPermissionWorld>;

/** @throws {Error} The API answers another status. */
function checked(route: string, { status, body }: Answer, wanted: number): unknown {
  if (status === wanted) return body;
  throw new Error(`${route}: ${status} ${JSON.stringify(body)}`);
}

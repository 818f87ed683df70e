import { randomUUID } from "node:crypto";
import { gunzipSync } from "node:zlib";
import {
  CreateDeliveryStreamCommand,
  FirehoseClient,
  PutRecordBatchCommand,
  type ExtendedS3DestinationConfiguration,
} from "@aws-sdk/client-firehose";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { createClock } from "../src/clock.ts";
import { events as eventsPlugin } from "../src/services/events/index.ts";
import { firehose as firehosePlugin } from "../src/services/firehose/index.ts";
import { s3 as s3Plugin } from "../src/services/s3/index.ts";
import { startTestCloud } from "../src/testing.ts";
import { LAMBDA_PLUGINS } from "./lambda-fixtures.ts";

const NOON = Date.UTC(2026, 0, 15, 12);
export const RoleARN = "arn:aws:iam::000000000000:role/firehose";

/** A cloud with what delivery streams need, whose clock stands still; whoever starts it stops it. */
export async function startFirehose() {
  const clock = createClock({ pace: "manual", startMs: NOON });
  const plugins = [s3Plugin, eventsPlugin, firehosePlugin, ...LAMBDA_PLUGINS];
  const local = await startTestCloud({ plugins, clock, keep: true });
  const firehose = local.client(FirehoseClient);
  const s3 = local.client(S3Client, { forcePathStyle: true } as object);

  /** A stream into a bucket of its own. */
  const aStream = async (over: Partial<ExtendedS3DestinationConfiguration> = {}) => {
    const name = `s-${randomUUID().slice(0, 8)}`;
    await s3.send(new CreateBucketCommand({ Bucket: name }));
    const ExtendedS3DestinationConfiguration = {
      RoleARN,
      BucketARN: `arn:aws:s3:::${name}`,
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      ErrorOutputPrefix: "error/!{firehose:error-output-type}/",
      ...over,
    };
    const { DeliveryStreamARN } = await firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: name,
        ExtendedS3DestinationConfiguration,
      }),
    );
    return { name, arn: DeliveryStreamARN! };
  };

  const put = (DeliveryStreamName: string, ...records: (object | string)[]) => {
    const Records = records.map((record) => {
      const text = typeof record === "string" ? record : JSON.stringify(record);
      return { Data: Buffer.from(text) };
    });
    return firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
  };

  const advance = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    await local.cloud.deliveries.idle();
  };

  /** The objects of a bucket: their keys with their texts. */
  const objects = async (Bucket: string): Promise<[string, string][]> => {
    await local.cloud.deliveries.idle();
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const found: [string, string][] = [];
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await Body!.transformToByteArray();
      const text = Key!.endsWith(".gz") ? gunzipSync(bytes) : Buffer.from(bytes);
      found.push([Key!, text.toString()]);
    }
    return found;
  };

  return { local, clock, firehose, s3, aStream, put, advance, objects };
}

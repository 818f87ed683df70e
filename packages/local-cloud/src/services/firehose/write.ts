import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AwsError } from "../../errors.ts";
import type { Waiting } from "./buffer-store.ts";
import { readDatePattern } from "./date-pattern.ts";
import type { FirehoseState } from "./firehose-state.ts";
import { finish, readLane } from "./lanes.ts";
import { logFailure } from "./log-failure.ts";
import type { DeliveryStream } from "./model.ts";
import type { Plan } from "./plan.ts";
import { roleOf } from "./role.ts";

const KEPT_MS = 86_400_000; // how long Firehose tries to write; developer guide, "Data delivery failure handling"
const NAME_TIME = readDatePattern("yyyy-MM-dd-HH-mm-ss");
const compress = promisify(gzip);

/** Writes the first records of a lane to the bucket, as one object. */
export async function write(
  state: FirehoseState,
  stream: DeliveryStream,
  lane: string,
): Promise<"done" | "failed"> {
  const { cloud, buffers } = state;
  const plan = state.plans.of(stream);
  const records = buffers.first(stream.id, lane, plan.bufferBytes);
  const last = records.at(-1);
  if (last === undefined) return "done";
  try {
    await putObject(state, stream, { lane, records, plan });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    await logFailure(state, stream, { errorCode: `S3.${error.code}`, message: error.message });
    const oldest = records[0]?.arrivedAt ?? last.arrivedAt;
    if (oldest + KEPT_MS > cloud.clock.now()) return "failed";
    // As on AWS what could not be written for a day is lost.
  }
  const { sequence: through } = last;
  cloud.store.transaction(() => finish(state, stream, { lane, through }));
  return "done";
}

async function putObject(
  { cloud }: FirehoseState,
  stream: DeliveryStream,
  { lane, records, plan }: { lane: string; records: readonly Waiting[]; plan: Plan },
): Promise<void> {
  const { destination } = stream;
  const isGzip = destination.CompressionFormat === "GZIP";
  const data = Buffer.concat(records.map((record) => record.data));
  const body = isGzip ? await compress(data) : data;
  const Key = keyOf(stream, { lane, plan, oldestAt: records[0]?.arrivedAt ?? cloud.clock.now() });
  const as = await roleOf(cloud, stream);
  await cloud.call(
    "s3",
    "PutObject",
    {
      Bucket: destination.BucketARN?.split(":::")[1],
      Key,
      Body: Readable.from([body]),
      ContentLength: body.length,
      ContentType: "application/octet-stream",
      ...(isGzip && { ContentEncoding: "gzip" }),
    },
    { as },
  );
}

function keyOf(
  { name, version, destination }: DeliveryStream,
  { lane, plan, oldestAt }: { lane: string; plan: Plan; oldestAt: number },
): string {
  const { partition, errorType } = readLane(lane);
  const prefix = errorType === undefined ? plan.prefix : plan.errorPrefix;
  const { timeZone } = plan;
  const folder = prefix.evaluate({ oldestAt, timeZone, partition, errorType: errorType ?? "" });
  const usual = destination.CompressionFormat === "GZIP" ? ".gz" : "";
  const suffix = destination.FileExtension ?? usual;
  return `${folder}${name}-${version}-${NAME_TIME(oldestAt, timeZone)}-${randomUUID()}${suffix}`;
}

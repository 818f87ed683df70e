import * as z from "zod";
import type { Fill } from "./buffer-store.ts";
import type { FirehoseState } from "./firehose-state.ts";
import type { DeliveryStream, ErrorType, FailedPiece, Outcome, Partition, Piece } from "./model.ts";
import { errorRecord } from "./error-record.ts";
import type { Plan } from "./plan.ts";

/** The lane of records that wait for their function. */
export const ARRIVAL_LANE = "arrivals";

/** The durable work on lanes: sending to the function, and writing to the bucket. */
export const TRANSFORM_KIND = "firehose.transform";
export const WRITE_KIND = "firehose.write";

/** A look at a lane that may be ready; one for the interval holds only while `since` does. */
export interface LaneLook {
  readonly stream: string;
  readonly lane: string;
  readonly since?: number;
}

const MAX_PARTITIONS = 500; // active at once; Firehose quotas

const LaneName = z.union([
  z.object({ error: z.string() }),
  z.object({
    query: z.record(z.string(), z.string()).optional(),
    lambda: z.record(z.string(), z.string()).optional(),
  }),
]);

/** What the name of a lane says: a partition, or the kind of errors in it. */
export function readLane(lane: string): { partition: Partition; errorType?: string } {
  const name = LaneName.parse(JSON.parse(lane));
  if ("error" in name) return { partition: {}, errorType: name.error };
  const { query, lambda } = name;
  return { partition: { ...(query && { query }), ...(lambda && { lambda }) } };
}

function errorLane(error: ErrorType): string {
  return JSON.stringify({ error });
}

/** The lane of a record, by the keys that the prefix asks for; `undefined` when one is missing. */
function laneOf({ partition }: Piece, { prefix, isPartitioned }: Plan): string | undefined {
  if (!isPartitioned) return "{}";
  const query = pick(partition.query, prefix.queryKeys);
  const lambda = pick(partition.lambda, prefix.lambdaKeys);
  return query && lambda && JSON.stringify({ query, lambda });
}

function pick(keys: Readonly<Record<string, string>> = {}, names: readonly string[]) {
  if (names.some((name) => !Object.hasOwn(keys, name))) return undefined;
  return Object.fromEntries(names.map((name) => [name, keys[name] ?? ""]));
}

/** Puts processed records into the lanes of their objects. Call it inside a transaction. */
export function bufferOutcome(
  state: FirehoseState,
  stream: DeliveryStream,
  { ready, failed }: Outcome,
): void {
  const plan = state.plans.of(stream);
  const failures = [...failed];
  const lanes = Map.groupBy(ready, (piece) => laneOf(piece, plan));
  const active = plan.isPartitioned ? new Set(state.buffers.lanes(stream.id)) : new Set<string>();
  for (const [lane, pieces] of lanes) {
    if (lane === undefined) failures.push(...pieces.map(withoutKeys));
    else if (!active.has(lane) && active.size >= MAX_PARTITIONS) {
      failures.push(...pieces.map(overLimit));
    } else {
      active.add(lane);
      addTo(state, stream, { lane, records: pieces });
    }
  }
  const endedAt = state.cloud.clock.now();
  for (const [type, ofType] of Map.groupBy(failures, ({ errorType }) => errorType)) {
    const records = ofType.map((piece) => ({
      arrivedAt: piece.arrivedAt,
      data: errorRecord(piece, endedAt),
    }));
    addTo(state, stream, { lane: errorLane(type), records });
  }
}

function withoutKeys({ data, arrivedAt }: Piece): FailedPiece {
  return {
    raw: data,
    arrivedAt,
    errorType: "metadata-extraction-failed",
    code: "DynamicPartitioning.MetadataExtractionFailed",
    message: "partitionKeys values must not be null or empty",
    attempts: 1,
  };
}

function overLimit({ data, arrivedAt }: Piece): FailedPiece {
  return {
    raw: data,
    arrivedAt,
    errorType: "active-partition-limit-exceeded",
    code: "DynamicPartitioning.ActivePartitionsLimitExceeded",
    message: `The number of active partitions has exceeded the limit of ${MAX_PARTITIONS}.`,
    attempts: 1,
  };
}

/** When a lane is full or old enough. */
export interface LaneLimits {
  readonly bytes: number;
  readonly ms: number;
}

/** The limits of a lane. */
export function limitsOf(plan: Plan, lane: string): LaneLimits {
  const { lambda } = plan.pipeline;
  if (lane === ARRIVAL_LANE && lambda !== undefined) {
    return { bytes: lambda.bufferBytes, ms: lambda.bufferMs };
  }
  return { bytes: plan.bufferBytes, ms: plan.bufferMs };
}

/** Adds records to a lane, and sees to it that somebody looks at it in time. */
export function addTo(
  state: FirehoseState,
  stream: DeliveryStream,
  { lane, records }: { lane: string; records: readonly Pick<Piece, "arrivedAt" | "data">[] },
): void {
  const limits = limitsOf(state.plans.of(stream), lane);
  const { before, now } = state.buffers.add(stream.id, lane, records);
  if (now === undefined) return;
  if (before === undefined) lookLater(state, stream, { lane, fill: now });
  if ((before?.bytes ?? 0) < limits.bytes && now.bytes >= limits.bytes) {
    look(state, { stream: streamKeyOf(stream), lane }, 0);
  }
}

/** Sees to it that somebody looks at a lane when its first record has waited long enough. */
function lookLater(
  state: FirehoseState,
  stream: DeliveryStream,
  { lane, fill }: { lane: string; fill: Fill },
): void {
  const { ms } = limitsOf(state.plans.of(stream), lane);
  const delayMs = Math.max(fill.since + ms - state.cloud.clock.now(), 0);
  look(state, { stream: streamKeyOf(stream), lane, since: fill.since }, delayMs);
}

/** Drops the records that are done with; what is left gets a look of its own. */
export function finish(
  state: FirehoseState,
  stream: DeliveryStream,
  { lane, through }: { lane: string; through: number },
): void {
  state.buffers.drop(stream.id, lane, through);
  const fill = state.buffers.fill(stream.id, lane);
  if (fill !== undefined) lookLater(state, stream, { lane, fill });
}

function look({ cloud }: FirehoseState, payload: LaneLook, delayMs: number): void {
  const kind = payload.lane === ARRIVAL_LANE ? TRANSFORM_KIND : WRITE_KIND;
  cloud.deliveries.enqueue(kind, payload, { delayMs });
}

function streamKeyOf({ accountId, name }: DeliveryStream): string {
  return `${accountId}/${name}`;
}

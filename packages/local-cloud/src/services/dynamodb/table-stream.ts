import type { StreamSpecification } from "@aws-sdk/client-dynamodb";
import type { Engine } from "./engine.ts";
import { invalidParameter, validationError } from "./errors.ts";
import type { StreamRecord } from "./stream-store.ts";
import type { StreamReference, StreamView, Table, TableRecord } from "./table.ts";

const VIEWS: readonly StreamView[] = ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"];
const ON_DEMAND_SHARDS = 4; // a new on-demand table has four partitions
const WRITE_UNITS_PER_SHARD = 1000; // of a provisioned table's partition

/**
 * Reads a `StreamSpecification`: the view of the stream to open, or that there is to be none.
 *
 * @throws {AwsError} ValidationException.
 */
export function readStreamView(specification: StreamSpecification): StreamView | undefined {
  const { StreamEnabled, StreamViewType } = specification;
  if (StreamEnabled !== true) {
    if (StreamViewType === undefined) return undefined;
    throw invalidParameter("StreamViewType cannot be specified when StreamEnabled is false");
  }
  const view = VIEWS.find((known) => known === StreamViewType);
  if (view !== undefined) return view;
  throw StreamViewType === undefined
    ? invalidParameter("StreamViewType must be specified when StreamEnabled is true")
    : validationError(
        `1 validation error detected: Value '${StreamViewType}' at 'streamSpecification.streamViewType' failed to satisfy constraint: Member must satisfy enum value set: [${VIEWS.join(", ")}]`,
      );
}

/** Opens a stream for a table. Its ARN ends in the time, so another one never has the same. */
export function openStream(engine: Engine, table: TableRecord, view: StreamView): StreamReference {
  const createdAt = engine.clock.now();
  const startSequence = engine.streams.lastSequence() + 1;
  const label = freeLabel(engine, table, createdAt);
  const arn = `${table.arn}/stream/${label}`;
  engine.streams.save({
    arn,
    label,
    tableName: table.name,
    view,
    key: table.key,
    createdAt,
    startSequence,
    shardIds: Array.from({ length: shardCount(table) }, (_, index) =>
      shardId(createdAt, startSequence, index),
    ),
  });
  return { arn, label, view, enabled: true };
}

function freeLabel(engine: Engine, table: TableRecord, createdAt: number): string {
  const label = new Date(createdAt).toISOString().replace("Z", "");
  const taken = engine.streams.find(`${table.arn}/stream/${label}`) !== undefined;
  return taken ? freeLabel(engine, table, createdAt + 1) : label;
}

function shardCount({ billing, throughput }: TableRecord): number {
  if (billing === "PAY_PER_REQUEST") return ON_DEMAND_SHARDS;
  return Math.ceil(throughput.write / WRITE_UNITS_PER_SHARD);
}

function shardId(createdAt: number, startSequence: number, index: number): string {
  const suffix = `${startSequence.toString(16)}${index.toString(16).padStart(3, "0")}`;
  return `shardId-${String(createdAt).padStart(20, "0")}-${suffix.padStart(8, "0")}`;
}

/** Ends the stream of a table; its records stay readable for the rest of their 24 hours. */
export function closeStream(engine: Engine, table: Table): StreamReference | undefined {
  const { stream } = table;
  const record: StreamRecord | undefined =
    stream?.enabled === true ? engine.streams.find(stream.arn) : undefined;
  if (stream === undefined || record === undefined) return stream;
  engine.streams.save({
    ...record,
    closedAt: engine.clock.now(),
    endSequence: engine.streams.lastSequence(),
  });
  return { ...stream, enabled: false };
}

import { type AwsError, NotEmulatedError } from "../../errors.ts";
import { checkConstraints } from "./constraints.ts";
import { invalidArgument, resourceNotFound } from "./errors.ts";
import type { KinesisState } from "./kinesis-state.ts";
import { isOpen, shardId, trimHorizon, type Shard, type Stream } from "./stream.ts";
import type { OpenStream } from "./stream-store.ts";

/** How a request names a stream. */
export interface StreamReference {
  readonly StreamName?: string | undefined;
  readonly StreamARN?: string | undefined;
  readonly StreamId?: string | undefined;
}

/**
 * Finds the stream of a request, after its members have been checked.
 *
 * @throws {AwsError} ValidationException; InvalidArgumentException: no name; ResourceNotFoundException.
 */
export function findStream(state: KinesisState, input: StreamReference): OpenStream {
  checkConstraints(input);
  if (input.StreamId !== undefined) throw new NotEmulatedError("kinesis", "StreamId");
  const name = nameIn(state, input);
  const found = state.streams.find(name);
  if (found !== undefined) return found;
  throw streamNotFound(state, name);
}

export function streamNotFound({ accountId }: KinesisState, name: string): AwsError {
  return resourceNotFound(`Stream ${name} under account ${accountId} not found.`);
}

function nameIn(state: KinesisState, { StreamName, StreamARN }: StreamReference): string {
  if (StreamARN === undefined) {
    if (StreamName === undefined) {
      throw invalidArgument("Either StreamName or StreamARN should be provided.");
    }
    return StreamName;
  }
  const name = StreamARN.slice(StreamARN.indexOf("/") + 1);
  if (StreamARN !== arnOf(state, name)) {
    throw resourceNotFound(
      `Stream ${name} under account ${StreamARN.split(":")[4] ?? ""} not found.`,
    );
  }
  if (StreamName !== undefined && StreamName !== name) {
    throw invalidArgument("StreamName and StreamARN must name the same stream.");
  }
  return name;
}

/** The ARN of a stream of this account and region. */
export function arnOf({ region, accountId }: KinesisState, name: string): string {
  return `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
}

/** Whether a request that gives a time of creation means an earlier stream of the same name. */
export function isOtherStream(stream: Stream, createdAt: Date | undefined): boolean {
  return createdAt !== undefined && secondOf(createdAt.getTime()) !== secondOf(stream.createdAt);
}

/** Timestamps cross the wire in seconds, with or without a fraction. */
function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The shards that may still have records, and those that take some. */
export function liveShards(state: KinesisState, stream: Stream): Shard[] {
  const horizon = trimHorizon(stream, state.clock.now());
  return stream.shards.filter((shard) => isOpen(shard) || (shard.closedAt ?? 0) >= horizon);
}

/**
 * Finds a shard by its id, of which AWS takes the digits alone as well.
 *
 * @throws {AwsError} ResourceNotFoundException.
 */
export function findShard(state: KinesisState, stream: Stream, id: string): Shard {
  const found = liveShards(state, stream).find(({ index }) => shardId(index) === id);
  if (found !== undefined) return found;
  throw resourceNotFound(
    `Shard ${id} in stream ${stream.name} under account ${state.accountId} does not exist`,
  );
}

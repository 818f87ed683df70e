import type { Engine } from "../dynamodb/engine.ts";
import { resourceNotFound } from "../dynamodb/errors.ts";
import type { Shard, StreamRecord } from "../dynamodb/stream-store.ts";

const RETENTION_MS = 24 * 60 * 60 * 1000;

/**
 * Finds a stream, after what is older than 24 hours has gone.
 *
 * @throws {AwsError} ResourceNotFoundException.
 */
export function findStream(engine: Engine, arn: string): StreamRecord {
  trim(engine);
  const stream = engine.streams.find(arn);
  if (stream === undefined) {
    throw resourceNotFound(`Requested resource not found: Stream: ${arn} not found`);
  }
  return stream;
}

/** Forgets what is older than 24 hours. */
export function trim(engine: Engine): void {
  engine.streams.trim(engine.clock.now() - RETENTION_MS);
}

/** Whether records of the stream may have been forgotten already. */
export function mayBeTrimmed(engine: Engine, { createdAt }: StreamRecord): boolean {
  return createdAt < engine.clock.now() - RETENTION_MS;
}

/** @throws {AwsError} ResourceNotFoundException. */
export function findShard({ arn, shardIds }: StreamRecord, shardId: string): Shard {
  if (shardIds.includes(shardId)) return { streamArn: arn, shardId };
  throw resourceNotFound(
    `Requested resource not found: Shard: ${shardId} in stream ${arn} not found`,
  );
}

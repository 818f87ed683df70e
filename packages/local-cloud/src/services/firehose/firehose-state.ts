import type { Cloud } from "../../cloud.ts";
import { fail } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";
import { createRateLimits, type RateLimits } from "../../rate-limits.ts";
import { openBuffers, type BufferStore } from "./buffer-store.ts";
import type { DeliveryStream } from "./model.ts";
import { openPlans, type Plans } from "./plan.ts";

/** Everything that Firehose keeps. */
export interface FirehoseState {
  readonly cloud: Cloud;
  /** Under `account/name`. */
  readonly streams: Collection<DeliveryStream>;
  readonly buffers: BufferStore;
  readonly plans: Plans;
  readonly writes: RateLimits;
}

/** What one stream takes in a second in the larger regions. @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
const WRITE_RATE = { records: 500_000, bytes: 5 * 1024 * 1024 };

/** Opens Firehose's part of the store. */
export function openFirehose(cloud: Cloud): FirehoseState {
  return {
    cloud,
    streams: cloud.store.collection("firehose.streams"),
    buffers: openBuffers(cloud),
    plans: openPlans(),
    writes: createRateLimits(WRITE_RATE),
  };
}

/** The key of a stream in the store. */
export function streamKey({ accountId, name }: Pick<DeliveryStream, "accountId" | "name">): string {
  return `${accountId}/${name}`;
}

/**
 * A stream that has to be there.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findStream(
  { streams }: FirehoseState,
  name: string | undefined,
  accountId: string,
): DeliveryStream {
  return (
    streams.get(`${accountId}/${name}`) ??
    fail("ResourceNotFoundException", `Firehose ${name} under account ${accountId} not found.`)
  );
}

import { randomBytes } from "node:crypto";
import type { FirehoseState } from "./firehose-state.ts";
import { ARRIVAL_LANE, addTo, bufferOutcome } from "./lanes.ts";
import type { DeliveryStream, Piece } from "./model.ts";
import { runSteps } from "./processors.ts";

/** What became of one record of a request. */
export type Accepted = { readonly recordId: string } | { readonly errorCode: string };

const RECORD_ID_BYTES = 165; // 220 characters in base64, as AWS's have

/**
 * Takes records in one transaction, except those that the stream has no room for in this second and
 * those that chaos strikes.
 */
export function accept(
  state: FirehoseState,
  stream: DeliveryStream,
  records: readonly Uint8Array[],
): Accepted[] {
  const { cloud, writes } = state;
  const arrivedAt = cloud.clock.now();
  const taken: Piece[] = [];
  const accepted = records.map((bytes): Accepted => {
    const struck = cloud.chaos.strike("firehose", "write");
    if (struck.some(({ fault }) => fault === "error")) return { errorCode: "InternalFailure" };
    const isThrottled = struck.some(({ fault }) => fault === "throttle");
    if (isThrottled || !writes.take(stream.id, bytes.length, arrivedAt)) {
      return { errorCode: "ServiceUnavailableException" };
    }
    taken.push({ data: Buffer.from(bytes), arrivedAt, partition: {} });
    return { recordId: randomBytes(RECORD_ID_BYTES).toString("base64") };
  });
  cloud.store.transaction(() => {
    const { pipeline } = state.plans.of(stream);
    if (pipeline.lambda !== undefined) addTo(state, stream, { lane: ARRIVAL_LANE, records: taken });
    else bufferOutcome(state, stream, runSteps(pipeline.before, taken));
  });
  return accepted;
}

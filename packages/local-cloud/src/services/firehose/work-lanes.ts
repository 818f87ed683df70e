import { DONE, type Delivery, type DeliveryOutcome } from "../../store/deliveries.ts";
import type { FirehoseState } from "./firehose-state.ts";
import { limitsOf, TRANSFORM_KIND, WRITE_KIND, type LaneLook } from "./lanes.ts";
import type { DeliveryStream } from "./model.ts";
import { transform } from "./transform.ts";
import { write } from "./write.ts";

/** Works off the first records of a lane; gives the milliseconds to wait when it cannot. */
type Work = (
  state: FirehoseState,
  stream: DeliveryStream,
  lane: string,
) => Promise<"done" | "failed">;

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;

/** Says how lanes are worked off. Call it when the plugin opens. */
export function handleLanes(state: FirehoseState): void {
  const { deliveries } = state.cloud;
  const ends = new Map<string, Promise<void>>();
  const works: readonly [string, Work][] = [
    [TRANSFORM_KIND, transform],
    [WRITE_KIND, write],
  ];
  for (const [kind, work] of works) {
    const chaos = { service: "firehose", operation: "deliver" };
    deliveries.handle<LaneLook>(kind, { chaos }, (delivery) => {
      const { stream, lane } = delivery.payload;
      // One at a time for each lane: two would take the same records.
      return inTurn(ends, `${stream} ${lane}`, () => lookAt(state, delivery, work));
    });
  }
}

async function inTurn<T>(
  ends: Map<string, Promise<void>>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const before = ends.get(key);
  const { promise, resolve } = Promise.withResolvers<void>();
  ends.set(key, promise);
  await before;
  try {
    return await work();
  } finally {
    if (ends.get(key) === promise) ends.delete(key);
    resolve();
  }
}

async function lookAt(
  state: FirehoseState,
  { payload, attempt }: Delivery<LaneLook>,
  work: Work,
): Promise<DeliveryOutcome> {
  const { lane, since } = payload;
  for (;;) {
    const stream = state.streams.get(payload.stream);
    const fill = stream && state.buffers.fill(stream.id, lane);
    if (stream === undefined || fill === undefined) return DONE;
    const { bytes, ms } = limitsOf(state.plans.of(stream), lane);
    const isOld = state.cloud.clock.now() >= fill.since + ms;
    if (fill.bytes < bytes && !isOld) {
      // Another look is due for these records, unless this is the one.
      return since === fill.since ? { retryInMs: fill.since + ms - state.cloud.clock.now() } : DONE;
    }
    if ((await work(state, stream, lane)) === "failed") {
      return { retryInMs: Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempt, 10), MAX_RETRY_MS) };
    }
  }
}

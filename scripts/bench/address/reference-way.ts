import { SearchPlaceIndexForTextCommand, type LocationClient } from "@aws-sdk/client-location";
import { setTimeout as sleep } from "node:timers/promises";

const WORKERS = 4; // the reference's shards
const CALLS_PER_SECOND = 12; // of one of them, as the post says
const SCATTER_PAUSE_MS = 5000; // before the last shard, whose arrival is taken for the end of all

/**
 * Searches as the reference implementation does: four workers, each row after the other, at the pace that the post
 * measured on AWS; no address is remembered, and a row whose search is throttled stays without one.
 *
 * @returns What it took, and how many rows have no answer.
 */
export async function referenceWay(
  client: LocationClient,
  IndexName: string,
  texts: readonly string[],
): Promise<{ milliseconds: number; lostRows: number }> {
  const startMs = performance.now();
  let lostRows = 0;
  const perWorker = Math.ceil(texts.length / WORKERS);
  const work = async (worker: number): Promise<void> => {
    if (worker === WORKERS - 1) await sleep(SCATTER_PAUSE_MS);
    const firstMs = performance.now();
    const own = texts.slice(worker * perWorker, (worker + 1) * perWorker);
    for (const [at, Text] of own.entries()) {
      const dueMs = firstMs + (at * 1000) / CALLS_PER_SECOND;
      await sleep(Math.max(0, dueMs - performance.now()));
      await client.send(new SearchPlaceIndexForTextCommand({ IndexName, Text })).catch(() => {
        lostRows += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
  return { milliseconds: performance.now() - startMs, lostRows };
}

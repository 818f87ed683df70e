import { fail } from "../../errors.ts";
import type { Collection } from "../../store/collection.ts";
import type { Store } from "../../store/store.ts";
import { queueDoesNotExist } from "./errors.ts";
import type { Queue } from "./queue.ts";

/** The queues of every account. */
export interface QueueStore {
  get(key: string): Queue | undefined;
  byArn(arn: string): Queue | undefined;
  /**
   * The queue that a queue URL names; the host does not matter.
   *
   * @throws {AwsError} `QueueDoesNotExist`, or `InvalidAddress` for what is no queue URL.
   */
  byUrl(url: string | undefined): Queue;
  put(queue: Queue): void;
  delete(queue: Queue, now: number): void;
  /** When a queue of this key was last deleted. */
  deletedAt(key: string): number | undefined;
  /** In order of their names. */
  list(
    accountId: string,
    options?: { namePrefix?: string; after?: string; limit?: number },
  ): Queue[];
}

/** Opens the queue records of the store. */
export function openQueues(store: Store): QueueStore {
  const queues: Collection<Queue> = store.collection("sqs.queues");
  const deleted: Collection<number> = store.collection("sqs.deletedQueues");
  const get = (key: string): Queue | undefined => queues.get(key);

  return {
    get,
    byArn(arn) {
      const [, , service, , accountId, name] = arn.split(":");
      const queue = service === "sqs" ? queues.get(`${accountId}/${name}`) : undefined;
      return queue?.arn === arn ? queue : undefined;
    },
    byUrl(url = "") {
      const key = /(\d{12}\/[A-Za-z0-9_.-]+)\/?$/.exec(url)?.[1];
      if (key === undefined) {
        return fail("InvalidAddress", `The address ${url} is not valid for this endpoint.`, 404);
      }
      const queue = queues.get(key);
      if (queue === undefined) throw queueDoesNotExist();
      return queue;
    },
    put(queue) {
      queues.put(queue.key, queue);
      deleted.delete(queue.key);
    },
    delete(queue, now) {
      queues.delete(queue.key);
      deleted.put(queue.key, now);
    },
    deletedAt: (key) => deleted.get(key),
    list(accountId, { namePrefix = "", after, limit } = {}) {
      const entries = queues.entries({
        prefix: `${accountId}/${namePrefix}`,
        ...(after === undefined ? {} : { after: `${accountId}/${after}` }),
        ...(limit === undefined ? {} : { limit }),
      });
      return entries.map(([, queue]) => queue);
    },
  };
}

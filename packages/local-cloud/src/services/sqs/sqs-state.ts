import type { Cloud } from "../../cloud.ts";
import { openDeduplication, type Deduplication } from "../../messaging/deduplication.ts";
import { createArrivals, type Arrivals } from "./arrivals.ts";
import { openMessages, type MessageStore } from "./message-store.ts";
import { openMoveTasks, type MoveTasks } from "./move-task.ts";
import { openQueues, type QueueStore } from "./queue-store.ts";

/** Everything that SQS keeps. */
export interface SqsState {
  readonly queues: QueueStore;
  readonly messages: MessageStore;
  readonly deduplication: Deduplication;
  readonly arrivals: Arrivals;
  readonly moveTasks: MoveTasks;
}

/** Opens SQS's part of the store. */
export function openSqs(cloud: Cloud): SqsState {
  return {
    queues: openQueues(cloud.store),
    messages: openMessages(cloud.store),
    deduplication: openDeduplication(cloud.store, "sqs"),
    arrivals: createArrivals(),
    moveTasks: openMoveTasks(cloud.store),
  };
}

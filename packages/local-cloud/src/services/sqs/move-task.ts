import type { Cloud } from "../../cloud.ts";
import type { Collection } from "../../store/collection.ts";
import { DONE, type DeliveryOutcome } from "../../store/deliveries.ts";
import type { Store } from "../../store/store.ts";
import { randomUUID } from "node:crypto";
import type { Message } from "./message.ts";
import { isFifo, type Queue } from "./queue.ts";
import type { SqsState } from "./sqs-state.ts";

/** One redrive of a dead-letter queue. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** Each message goes back to the queue that gave it up when this is left out. */
  readonly destinationArn?: string;
  readonly maxPerSecond?: number;
  readonly status: "RUNNING" | "CANCELLING" | "CANCELLED" | "COMPLETED" | "FAILED";
  readonly moved: number;
  readonly toMove: number;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly failureReason?: string;
}

/** The redrives of every queue, newest last. */
export interface MoveTasks {
  get(sourceArn: string, id: string): MoveTask | undefined;
  put(task: MoveTask): void;
  /** Newest first. */
  list(sourceArn: string): MoveTask[];
}

/** The deliveries that carry move tasks on. */
export const MOVE_TASK_KIND = "sqs.moveTask";

const CHUNK = 100; // messages moved at once when no rate is asked for

/** Opens the task records of the store. */
export function openMoveTasks(store: Store): MoveTasks {
  const tasks: Collection<MoveTask> = store.collection("sqs.moveTasks");
  return {
    get: (sourceArn, id) => tasks.get(`${sourceArn} ${id}`),
    put(task) {
      tasks.put(`${task.sourceArn} ${task.id}`, task);
    },
    list: (sourceArn) =>
      tasks
        .entries({ prefix: `${sourceArn} ` })
        .map(([, task]) => task)
        .sort((a, b) => b.startedAt - a.startedAt),
  };
}

/** Moves what a task may move in one second, or the next few messages when it has no rate. */
export function carryOn(state: SqsState, cloud: Cloud, task: MoveTask): DeliveryOutcome {
  if (task.status === "CANCELLING") {
    state.moveTasks.put({ ...task, status: "CANCELLED" });
    return DONE;
  }
  const source = state.queues.byArn(task.sourceArn);
  if (task.status !== "RUNNING" || source === undefined) return DONE;
  return cloud.store.transaction(() => {
    const candidates = state.messages.receivable(source.key, {
      now: cloud.clock.now(),
      fifo: isFifo(source),
      limit: task.maxPerSecond ?? CHUNK,
    });
    const destinations = candidates.map((message) => destinationOf(state, task, message));
    const reachable = destinations.indexOf(undefined);
    const count = reachable === -1 ? candidates.length : reachable;
    for (const [index, message] of candidates.slice(0, count).entries()) {
      const target = destinations[index];
      if (target !== undefined) moveTo(state, target, { message, now: cloud.clock.now() });
    }
    return settle(
      state,
      { ...task, moved: task.moved + count },
      {
        stuck: count < candidates.length,
        empty: candidates.length === 0,
      },
    );
  });
}

function settle(
  { moveTasks }: SqsState,
  task: MoveTask,
  { stuck, empty }: { stuck: boolean; empty: boolean },
): DeliveryOutcome {
  if (stuck) {
    const failureReason = "AWS.SimpleQueueService.NonExistentQueue";
    moveTasks.put({ ...task, status: "FAILED", failureReason });
    return DONE;
  }
  if (empty || (task.maxPerSecond !== undefined && task.moved >= task.toMove)) {
    moveTasks.put({ ...task, status: "COMPLETED" });
    return DONE;
  }
  moveTasks.put(task);
  return { retryInMs: task.maxPerSecond === undefined ? 0 : 1000 };
}

function destinationOf(state: SqsState, task: MoveTask, message: Message): Queue | undefined {
  const arn = task.destinationArn ?? message.deadLetterSourceArn;
  return arn === undefined ? undefined : state.queues.byArn(arn);
}

/** A redriven message starts anew: a new id, and its retention and receives from the beginning. */
function moveTo(
  { messages, arrivals }: SqsState,
  target: Queue,
  { message, now }: { message: Message; now: number },
): void {
  messages.remove(message.seq);
  messages.put(
    target.key,
    { ...message, id: randomUUID(), delayMs: 0 },
    { now, sentAt: now, retainedFrom: now },
  );
  arrivals.announce(target.key);
}

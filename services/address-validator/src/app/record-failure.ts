import { nameOf, runOf } from "../domain/names.ts";
import type { WorkMessage } from "../schemas/messages.ts";
import type { DeadLetters, JobStore, Queues } from "./ports.ts";

/** What writing down a failure needs. */
export interface FailureDeps {
  readonly jobs: JobStore;
  readonly queues: Queues;
  readonly deadLetters: DeadLetters;
}

/**
 * Writes into the job what failed for good, and then keeps the message for a person. A failed shard does not hold up
 * the others: when it was the last, the result is put together without it.
 */
export async function recordFailure(
  { jobs, queues, deadLetters }: FailureDeps,
  message: WorkMessage,
  body: string,
): Promise<void> {
  if (message.kind === "shard") {
    const { name, run } = message;
    const { isSettled, status } = await jobs.shardFailed(message);
    if (isSettled && status === "RUNNING") await queues.sendGather({ name, run });
  } else {
    const of =
      message.kind === "gather"
        ? { name: message.name, run: message.run }
        : { name: nameOf(message.source.key), run: runOf(message.source) };
    const reason = message.kind === "gather" ? "GatherFailed" : "ScatterFailed";
    await jobs.fail(of, `${reason}: the function failed every time; its log says why`);
  }
  await deadLetters.put(body);
}

import * as z from "zod";
import { fail } from "../../errors.ts";
import type { MoveTask } from "./move-task.ts";
import { parseJson } from "./queue-attributes.ts";
import type { Queue } from "./queue.ts";
import type { SqsState } from "./sqs-state.ts";

const HandleText = z.object({ taskId: z.string(), sourceArn: z.string() });

/** The opaque handle of a move task. */
export function taskHandle({ id, sourceArn }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString("base64");
}

/**
 * The queue that a parameter of the move task operations names.
 *
 * @throws {AwsError} `ResourceNotFoundException`.
 */
export function findTaskQueue(
  state: SqsState,
  arn: string | undefined,
  parameter: "SourceArn" | "DestinationArn",
): Queue {
  return (
    state.queues.byArn(arn ?? "") ??
    fail(
      "ResourceNotFoundException",
      `The resource that you specified for the ${parameter} parameter doesn't exist.`,
      404,
    )
  );
}

/**
 * The task that a handle names.
 *
 * @throws {AwsError} `InvalidParameterValue`, `ResourceNotFoundException`.
 */
export function findTask(state: SqsState, handle: string): MoveTask {
  const text = Buffer.from(handle, "base64").toString("utf8");
  const parsed = HandleText.safeParse(parseJson(text)).data;
  if (parsed === undefined) {
    return fail("InvalidParameterValue", "Value for parameter TaskHandle is invalid.");
  }
  findTaskQueue(state, parsed.sourceArn, "SourceArn");
  return (
    state.moveTasks.get(parsed.sourceArn, parsed.taskId) ??
    fail("ResourceNotFoundException", "Task does not exist.", 404)
  );
}

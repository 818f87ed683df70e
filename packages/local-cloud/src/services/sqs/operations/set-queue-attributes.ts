import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { unknownAttribute } from "../errors.ts";
import { changeAttributes, givenAttributes } from "../queue-attributes.ts";
import { isFifo } from "../queue.ts";
import type { SqsState } from "../sqs-state.ts";
import { checkRedrive } from "./create-queue.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const setQueueAttributes: Operation<typeof Sqs, "SetQueueAttributes", SqsState> = (
  input,
  ctx,
) => {
  const { queues, arrivals } = ctx.state;
  const queue = queues.byUrl(input.QueueUrl);
  const fifo = isFifo(queue);
  const changes = givenAttributes(input.Attributes);
  // The kind of a queue is fixed when it is made.
  const kind = changes.find(([name, value]) => name === "FifoQueue" && !(fifo && value === "true"));
  if (kind !== undefined) unknownAttribute("FifoQueue");
  const attributes = changeAttributes(queue.attributes, changes, fifo);
  const changed = Object.fromEntries(
    changes.flatMap(([name]) => {
      const value = attributes[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  checkRedrive(changed, { arn: queue.arn, fifo }, ctx);
  queues.put({ ...queue, attributes, modifiedAt: ctx.cloud.clock.now() });
  arrivals.announce(queue.key);
  return {};
};

import type * as Sqs from "@aws-sdk/client-sqs";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import { readPolicy, withStatements } from "../queue-policy.ts";
import type { SqsState } from "../sqs-state.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html */
export const removePermission: Operation<typeof Sqs, "RemovePermission", SqsState> = (
  input,
  ctx,
) => {
  const { queues } = ctx.state;
  const queue = queues.byUrl(input.QueueUrl);
  const { Statement: statements } = readPolicy(queue);
  const kept = statements.filter(({ Sid }) => Sid !== input.Label);
  if (kept.length === statements.length) {
    invalidParameter(input.Label, "Label", "can't find label.");
  }
  queues.put(withStatements(queue, kept));
  return {};
};

import type * as Sqs from "@aws-sdk/client-sqs";
import { fail } from "../../../errors.ts";
import type { CallContext, Operation } from "../../../service.ts";
import { changeAttributes, differingAttribute, givenAttributes } from "../queue-attributes.ts";
import type { Queue } from "../queue.ts";
import { queueUrl } from "../queue-url.ts";
import { checkRedriveAllowPolicy, checkRedrivePolicy } from "../redrive-policy.ts";
import type { SqsState } from "../sqs-state.ts";
import { mergeTags } from "../tags.ts";

const NAME_REUSE_MS = 60_000; // SQS API reference, CreateQueue: QueueDeletedRecently

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const createQueue: Operation<typeof Sqs, "CreateQueue", SqsState> = (input, ctx) => {
  const { queues } = ctx.state;
  const { accountId } = ctx.principal;
  const asked = givenAttributes(input.Attributes);
  const fifo = asked.some(([name, value]) => name === "FifoQueue" && value === "true");
  const name = checkName(input.QueueName ?? "", fifo);
  const key = `${accountId}/${name}`;
  const existing = queues.get(key);
  const attributes = changeAttributes({}, asked, fifo);
  if (existing !== undefined) return { QueueUrl: sameQueue(existing, asked, ctx) };

  const now = ctx.cloud.clock.now();
  const deletedAt = queues.deletedAt(key);
  if (deletedAt !== undefined && now - deletedAt < NAME_REUSE_MS) {
    fail(
      "QueueDeletedRecently",
      "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    );
  }
  const arn = `arn:aws:sqs:${ctx.cloud.config.region}:${accountId}:${name}`;
  checkRedrive(attributes, { arn, fifo }, ctx);
  const tags = mergeTags({}, input.tags);
  queues.put({ key, name, accountId, arn, attributes, tags, createdAt: now, modifiedAt: now });
  return { QueueUrl: queueUrl(ctx.endpoint, key) };
};

function sameQueue(
  existing: Queue,
  asked: readonly (readonly [string, string])[],
  ctx: CallContext<SqsState>,
): string {
  const differing = differingAttribute(existing.attributes, asked);
  if (differing !== undefined) {
    fail(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${differing}`,
    );
  }
  return queueUrl(ctx.endpoint, existing.key);
}

function checkName(name: string, fifo: boolean): string {
  if (name.length <= 80 && /^[\w-]+$/.test(name) && !fifo) return name;
  if (name.length <= 80 && /^[\w-]+\.fifo$/.test(name) && fifo) return name;
  return fail(
    "InvalidParameterValue",
    fifo
      ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
      : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}

/**
 * Checks the attributes that name other queues.
 *
 * @throws {AwsError} `InvalidParameterValue`.
 */
export function checkRedrive(
  attributes: Readonly<Record<string, string>>,
  source: { arn: string; fifo: boolean },
  ctx: CallContext<SqsState>,
): void {
  const { RedrivePolicy: policy, RedriveAllowPolicy: allowPolicy } = attributes;
  if (policy !== undefined) {
    checkRedrivePolicy(policy, source, (arn) => ctx.state.queues.byArn(arn));
  }
  if (allowPolicy !== undefined) checkRedriveAllowPolicy(allowPolicy);
}

import type * as Sns from "@aws-sdk/client-sns";
import { AwsError } from "../../../errors.ts";
import type { Operation } from "../../../service.ts";
import type { SnsState } from "../sns-state.ts";
import { listTags, mergeTags } from "../tags.ts";
import type { Topic } from "../topic.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export const tagResource: Operation<typeof Sns, "TagResource", SnsState> = (input, ctx) => {
  const topic = findTagged(ctx.state, input.ResourceArn);
  ctx.state.topics.put(topic.arn, { ...topic, tags: mergeTags(topic.tags, input.Tags) });
  return {};
};

/** @see https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export const untagResource: Operation<typeof Sns, "UntagResource", SnsState> = (input, ctx) => {
  const topic = findTagged(ctx.state, input.ResourceArn);
  const removed = new Set(input.TagKeys);
  const kept = Object.entries(topic.tags).filter(([key]) => !removed.has(key));
  ctx.state.topics.put(topic.arn, { ...topic, tags: Object.fromEntries(kept) });
  return {};
};

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export const listTagsForResource: Operation<typeof Sns, "ListTagsForResource", SnsState> = (
  input,
  ctx,
) => ({ Tags: listTags(findTagged(ctx.state, input.ResourceArn).tags) });

function findTagged({ topics }: SnsState, arn: string | undefined): Topic {
  const topic = topics.get(arn ?? "");
  if (topic === undefined) {
    throw new AwsError("ResourceNotFound", "Resource does not exist", { status: 404 });
  }
  return topic;
}

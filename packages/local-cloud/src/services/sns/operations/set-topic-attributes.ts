import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { findTopic, type SnsState } from "../sns-state.ts";
import { setTopicAttribute } from "../topic-attributes.ts";
import { isFifo } from "../topic.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const setTopicAttributes: Operation<typeof Sns, "SetTopicAttributes", SnsState> = (
  input,
  ctx,
) => {
  const topic = findTopic(ctx.state, input.TopicArn);
  const change = { name: input.AttributeName ?? "", value: input.AttributeValue ?? "" };
  const attributes = setTopicAttribute(topic.attributes, change, isFifo(topic));
  ctx.state.topics.put(topic.arn, { ...topic, attributes });
  return {};
};

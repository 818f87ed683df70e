import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { findTopic, type SnsState } from "../sns-state.ts";
import { describeTopic } from "../topic-attributes.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const getTopicAttributes: Operation<typeof Sns, "GetTopicAttributes", SnsState> = (
  input,
  ctx,
) => ({ Attributes: describeTopic(ctx.state, findTopic(ctx.state, input.TopicArn)) });

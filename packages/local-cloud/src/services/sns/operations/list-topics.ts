import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { page } from "../paging.ts";
import type { SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export const listTopics: Operation<typeof Sns, "ListTopics", SnsState> = (input, ctx) => {
  const prefix = `arn:aws:sns:${ctx.cloud.config.region}:${ctx.principal.accountId}:`;
  const { items, ...next } = page(input.NextToken, (range) =>
    ctx.state.topics.entries({ prefix, ...range }),
  );
  return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
};

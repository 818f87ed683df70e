import type * as Sns from "@aws-sdk/client-sns";
import type { Operation } from "../../../service.ts";
import { invalidParameter } from "../errors.ts";
import type { SnsState } from "../sns-state.ts";
import { mergeTags } from "../tags.ts";
import { setTopicAttribute } from "../topic-attributes.ts";
import type { Topic } from "../topic.ts";
import { isDeepStrictEqual } from "node:util";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const createTopic: Operation<typeof Sns, "CreateTopic", SnsState> = (input, ctx) => {
  const { topics } = ctx.state;
  const { accountId } = ctx.principal;
  const { FifoTopic: fifoText, ...asked } = input.Attributes ?? {};
  const fifo = fifoText === "true";
  const name = checkName(input.Name ?? "", fifo);
  const arn = `arn:aws:sns:${ctx.cloud.config.region}:${accountId}:${name}`;
  let attributes: Record<string, string> = fifo ? { FifoTopic: "true" } : {};
  for (const [attribute, value] of Object.entries(asked)) {
    attributes = setTopicAttribute(attributes, { name: attribute, value }, fifo);
  }
  const tags = mergeTags({}, input.Tags);
  const existing = topics.get(arn);
  if (existing !== undefined)
    checkSame(existing, { attributes, tags, tagged: input.Tags !== undefined });
  else topics.put(arn, { arn, name, accountId, attributes, tags, subscriptionsDeleted: 0 });
  return { TopicArn: arn };
};

function checkSame(
  existing: Topic,
  asked: { attributes: Record<string, string>; tags: Record<string, string>; tagged: boolean },
): void {
  const differs = Object.entries(asked.attributes).some(
    ([name, value]) => existing.attributes[name] !== value,
  );
  if (differs)
    invalidParameter("Attributes Reason: Topic already exists with different attributes");
  if (asked.tagged && !isDeepStrictEqual(existing.tags, asked.tags)) {
    invalidParameter("Tags Reason: Topic already exists with different tags");
  }
}

function checkName(name: string, fifo: boolean): string {
  if (fifo && !/^[\w-]{1,251}\.fifo$/.test(name)) {
    invalidParameter(
      "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.",
    );
  }
  if (!fifo && !/^[\w-]{1,256}$/.test(name)) invalidParameter("Topic Name");
  return name;
}

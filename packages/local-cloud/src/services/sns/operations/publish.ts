import { randomUUID } from "node:crypto";
import type * as Sns from "@aws-sdk/client-sns";
import { NotEmulatedError } from "../../../errors.ts";
import type { CallContext, Operation } from "../../../service.ts";
import { isPhoneNumber } from "../endpoint-check.ts";
import { invalidParameter } from "../errors.ts";
import { publish as publishTo, readContent, type Draft, type Published } from "../publish.ts";
import { findTopic, type SnsState } from "../sns-state.ts";

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const publish: Operation<typeof Sns, "Publish", SnsState> = (input, ctx) => {
  if (input.PhoneNumber !== undefined) return sendText(ctx, input.PhoneNumber, input);
  const target = input.TopicArn ?? input.TargetArn;
  if (target === undefined)
    return invalidParameter("TopicArn or TargetArn Reason: no value for required parameter");
  if (target.includes(":endpoint/"))
    throw new NotEmulatedError("sns:Publish", "mobile push endpoints");
  const parameter = input.TopicArn === undefined ? "TargetArn" : "TopicArn";
  const topic = findTopic(ctx.state, target, parameter);
  return publishTo(ctx.state, ctx.cloud, { topic, draft: input });
};

function sendText({ cloud }: CallContext<SnsState>, to: string, draft: Draft): Published {
  if (!isPhoneNumber(to)) {
    invalidParameter(`PhoneNumber Reason: ${to} is not valid to publish to`);
  }
  const { body, bodies } = readContent(draft);
  cloud.inbox.deliver({ kind: "sms", to, body: bodies?.["sms"] ?? body });
  return { MessageId: randomUUID() };
}

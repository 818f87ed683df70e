import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type * as Sns from "@aws-sdk/client-sns";
import { principalArn } from "../../../access/principal.ts";
import type { CallContext, In, Operation } from "../../../service.ts";
import { askForConfirmation, pendingConfirmation } from "../confirmation.ts";
import { checkEndpoint, readProtocol } from "../endpoint-check.ts";
import { invalidParameter } from "../errors.ts";
import { findTopic, subscriptionsOf, type SnsState } from "../sns-state.ts";
import { setAttribute } from "../subscription-attributes.ts";
import type { Protocol, Subscription, Topic } from "../topic.ts";

type Input = In<typeof Sns, "Subscribe">;

/** @see https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const subscribe: Operation<typeof Sns, "Subscribe", SnsState> = (input, ctx) => {
  const topic = findTopic(ctx.state, input.TopicArn);
  const protocol = readProtocol(input.Protocol ?? "");
  const endpoint = input.Endpoint ?? "";
  checkEndpoint(topic, protocol, endpoint);
  const attributes = readAttributes(input, protocol);
  const existing = subscriptionsOf(ctx.state, topic.arn).find(
    (other) => other.protocol === protocol && other.endpoint === endpoint,
  );
  if (existing !== undefined && existing.pending === undefined) {
    if (!isDeepStrictEqual(existing.attributes, attributes)) {
      invalidParameter("Attributes Reason: Subscription already exists with different attributes");
    }
    return { SubscriptionArn: existing.arn };
  }
  const arn = existing?.arn ?? `${topic.arn}:${randomUUID()}`;
  const made = save(ctx, { topic, arn, protocol, endpoint, attributes });
  const hidden = made.pending !== undefined && input.ReturnSubscriptionArn !== true;
  return { SubscriptionArn: hidden ? "pending confirmation" : arn };
};

function save(
  ctx: CallContext<SnsState>,
  parts: Pick<Subscription, "arn" | "protocol" | "endpoint" | "attributes"> & { topic: Topic },
): Subscription {
  const { topic, ...rest } = parts;
  const { cloud, state, principal } = ctx;
  const base: Subscription = {
    ...rest,
    topicArn: topic.arn,
    ownerAccountId: principal.accountId,
    principalArn: principalArn(principal),
    authenticated: principal.kind !== "anonymous",
  };
  const pending = pendingConfirmation(rest.protocol, cloud.clock.now());
  if (pending === undefined) {
    state.subscriptions.put(base.arn, base);
    return base;
  }
  const waiting = { ...base, pending };
  cloud.store.transaction(() => {
    state.subscriptions.put(base.arn, waiting);
    askForConfirmation(cloud, state.signer, waiting);
  });
  return waiting;
}

function readAttributes(input: Input, protocol: Protocol): Record<string, string> {
  let attributes: Record<string, string> = {};
  // The scope first: it says how the policy is read.
  const given = Object.entries(input.Attributes ?? {}).sort(
    ([a], [b]) => Number(b === "FilterPolicyScope") - Number(a === "FilterPolicyScope"),
  );
  for (const [name, value] of given) {
    const rules = { protocol, prefix: "Attributes Reason: " };
    attributes = setAttribute(attributes, { name, value }, rules);
  }
  return attributes;
}

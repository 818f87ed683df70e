import type * as EventBridge from "@aws-sdk/client-eventbridge";
import { fail } from "../../../errors.ts";
import type { CallContext, Operation } from "../../../service.ts";
import { findBus, findRule, putRule, type EventsState } from "../events-state.ts";
import { listTags, mergeTags } from "../tags.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TagResource.html */
export const tagResource: Operation<typeof EventBridge, "TagResource", EventsState> = (
  input,
  ctx,
) => {
  const tagged = findTagged(ctx, input.ResourceARN ?? "");
  tagged.put(mergeTags(tagged.tags, input.Tags));
  return {};
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_UntagResource.html */
export const untagResource: Operation<typeof EventBridge, "UntagResource", EventsState> = (
  input,
  ctx,
) => {
  const tagged = findTagged(ctx, input.ResourceARN ?? "");
  const removed = new Set(input.TagKeys);
  const kept = Object.entries(tagged.tags).filter(([key]) => !removed.has(key));
  tagged.put(Object.fromEntries(kept));
  return {};
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<
  typeof EventBridge,
  "ListTagsForResource",
  EventsState
> = (input, ctx) => ({ Tags: listTags(findTagged(ctx, input.ResourceARN ?? "").tags) });

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  put(tags: Record<string, string>): void;
}

/** The bus or rule that has the tags. */
function findTagged({ state }: CallContext<EventsState>, arn: string): Tagged {
  const [, , , , accountId = "", resource = ""] = arn.split(":");
  const [kind, ...path] = resource.split("/");
  if (kind === "event-bus") {
    const bus = findBus(state, path.join("/"), accountId);
    const key = `${bus.accountId}/${bus.name}`;
    return { tags: bus.tags, put: (tags) => state.buses.put(key, { ...bus, tags }) };
  }
  if (kind !== "rule") {
    return fail("ResourceNotFoundException", `Resource ${arn} does not exist.`);
  }
  const names = {
    rule: path.at(-1),
    bus: path.length > 1 ? path.slice(0, -1).join("/") : undefined,
  };
  const rule = findRule(state, names, accountId);
  return { tags: rule.tags, put: (tags) => putRule(state, { ...rule, tags }) };
}

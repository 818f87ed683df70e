import type * as Pipes from "@aws-sdk/client-pipes";
import type { CallContext, Operation } from "../../../service.ts";
import type { Pipe } from "../pipe.ts";
import { findPipe, pipeKey, type PipesState } from "../pipes-state.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_TagResource.html */
export const tagResource: Operation<typeof Pipes, "TagResource", PipesState> = (input, ctx) => {
  const pipe = tagged(ctx, input.resourceArn);
  ctx.state.pipes.put(pipeKey(pipe), { ...pipe, tags: { ...pipe.tags, ...input.tags } });
  return {};
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_UntagResource.html */
export const untagResource: Operation<typeof Pipes, "UntagResource", PipesState> = (input, ctx) => {
  const pipe = tagged(ctx, input.resourceArn);
  const removed = new Set(input.tagKeys);
  const kept = Object.entries(pipe.tags).filter(([key]) => !removed.has(key));
  ctx.state.pipes.put(pipeKey(pipe), { ...pipe, tags: Object.fromEntries(kept) });
  return {};
};

/** @see https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<typeof Pipes, "ListTagsForResource", PipesState> = (
  input,
  ctx,
) => ({ tags: { ...tagged(ctx, input.resourceArn).tags } });

function tagged({ state, principal }: CallContext<PipesState>, arn = ""): Pipe {
  return findPipe(state, arn.split(":pipe/")[1], principal.accountId);
}

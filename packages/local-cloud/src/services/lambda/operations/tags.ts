import type { FunctionRecord } from "../model.ts";
import { parseFunctionRef } from "../names.ts";
import type { LambdaOperation, LambdaState } from "../state.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const tagResource: LambdaOperation<"TagResource"> = (input, ctx) => {
  const fn = functionOf(input.Resource, ctx.state);
  ctx.state.registry.functions.put(fn.name, { ...fn, tags: { ...fn.tags, ...input.Tags } });
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export const untagResource: LambdaOperation<"UntagResource"> = (input, ctx) => {
  const fn = functionOf(input.Resource, ctx.state);
  const gone = new Set(input.TagKeys ?? []);
  const tags = Object.fromEntries(Object.entries(fn.tags).filter(([name]) => !gone.has(name)));
  ctx.state.registry.functions.put(fn.name, { ...fn, tags });
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export const listTags: LambdaOperation<"ListTags"> = (input, ctx) => ({
  Tags: { ...functionOf(input.Resource, ctx.state).tags },
});

function functionOf(arn: string | undefined, { registry }: LambdaState): FunctionRecord {
  return registry.get(parseFunctionRef(arn, registry.config));
}

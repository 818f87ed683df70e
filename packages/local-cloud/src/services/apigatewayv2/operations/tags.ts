import { apiOf, partOf, type ApiContext, type ApiOperation } from "../state.ts";

type Tags = Readonly<Record<string, string>>;

/** Something with tags, and how to give it others. */
interface Tagged {
  readonly tags: Tags;
  readonly put: (tags: Record<string, string>) => void;
}

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/tags-resource-arn.html */
export const tagResource: ApiOperation<"TagResource"> = (input, ctx) => {
  const { tags, put } = taggedAt(input.ResourceArn, ctx);
  put({ ...tags, ...input.Tags });
  ctx.reply.status = 201;
  return {};
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/tags-resource-arn.html */
export const untagResource: ApiOperation<"UntagResource"> = (input, ctx) => {
  const { tags, put } = taggedAt(input.ResourceArn, ctx);
  const gone = new Set(input.TagKeys ?? []);
  put(Object.fromEntries(Object.entries(tags).filter(([name]) => !gone.has(name))));
  ctx.reply.status = 204;
  return {};
};

/** @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/tags-resource-arn.html */
export const getTags: ApiOperation<"GetTags"> = (input, ctx) => ({
  Tags: { ...taggedAt(input.ResourceArn, ctx).tags },
});

/** `arn:aws:apigateway:eu-west-1::/apis/abc` or `…/apis/abc/stages/name`. */
function taggedAt(arn: string | undefined, { state }: ApiContext): Tagged {
  const [, apiId, id] = /\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn ?? "") ?? [];
  const api = apiOf(state, apiId);
  if (id === undefined) {
    return { tags: api.Tags ?? {}, put: (Tags) => state.apis.put(api.ApiId, { ...api, Tags }) };
  }
  const stage = partOf(state.stages, "stage", { apiId, id });
  const key = `${api.ApiId}/${id}`;
  return { tags: stage.Tags ?? {}, put: (Tags) => state.stages.put(key, { ...stage, Tags }) };
}

import { notFound } from "../errors.ts";
import { apiOf, stageOf, type RestContext, type RestOperation } from "../state.ts";
import { keyOf } from "./api-keys.ts";
import { planOf } from "./usage-plans.ts";

/** Something with tags, and how to give it others. */
interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
  readonly put: (tags: Record<string, string>) => void;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_TagResource.html */
export const tagResource: RestOperation<"TagResource"> = (input, ctx) => {
  const { tags, put } = taggedAt(input.resourceArn, ctx);
  put({ ...tags, ...input.tags });
  return {};
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UntagResource.html */
export const untagResource: RestOperation<"UntagResource"> = (input, ctx) => {
  const { tags, put } = taggedAt(input.resourceArn, ctx);
  const gone = new Set(input.tagKeys ?? []);
  put(Object.fromEntries(Object.entries(tags).filter(([name]) => !gone.has(name))));
  return {};
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetTags.html */
export const getTags: RestOperation<"GetTags"> = (input, ctx) => ({
  tags: { ...taggedAt(input.resourceArn, ctx).tags },
});

const ARN =
  /^arn:aws[\w-]*:apigateway:[^:]*::\/(restapis|apikeys|usageplans)\/([^/]+)(?:\/stages\/([^/]+))?$/;

/** `arn:aws:apigateway:eu-west-1::/restapis/abc` and what lies below, `/apikeys/x`, `/usageplans/y`. */
function taggedAt(arn = "", ctx: RestContext): Tagged {
  const [, kind, id, stageName] = ARN.exec(arn) ?? [];
  if (kind === "apikeys") {
    const key = keyOf(ctx, id);
    return tagged(key, (tags) => ctx.state.apiKeys.put(key.id, { ...key, tags }));
  }
  if (kind === "usageplans") {
    const plan = planOf(ctx, id);
    return tagged(plan, (tags) => ctx.state.usagePlans.put(plan.id, { ...plan, tags }));
  }
  if (kind === undefined) throw notFound("resource ARN");
  return stageName === undefined ? taggedApi(id, ctx) : taggedStage(id, stageName, ctx);
}

function taggedApi(restApiId: string | undefined, { state }: RestContext): Tagged {
  const api = apiOf(state, restApiId);
  return tagged(api, (tags) => state.apis.put(api.id, { ...api, tags }));
}

function taggedStage(restApiId = "", stageName: string, { state }: RestContext): Tagged {
  const stage = stageOf(state, { restApiId, stageName });
  const key = `${restApiId}/${stageName}`;
  return tagged(stage, (tags) => state.stages.put(key, { ...stage, tags }));
}

function tagged(
  { tags = {} }: { readonly tags?: Readonly<Record<string, string>> | undefined },
  put: Tagged["put"],
): Tagged {
  return { tags, put };
}

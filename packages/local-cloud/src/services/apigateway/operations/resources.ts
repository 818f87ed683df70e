import type { Resource } from "@aws-sdk/client-api-gateway";
import { badRequest, notFound } from "../errors.ts";
import type { ApiRecord, ResourceRecord } from "../model.ts";
import { own } from "../own.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable } from "../patch.ts";
import { childOf } from "../resource-tree.ts";
import { apiOf, changeDefinition, type RestOperation } from "../state.ts";

/** @throws {AwsError} `NotFoundException`. */
export function resourceOf(api: ApiRecord, resourceId: string | undefined): ResourceRecord {
  const resource = own(api.definition.resources, resourceId ?? "");
  if (resource === undefined) throw notFound("Resource");
  return resource;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html */
export const createResource: RestOperation<"CreateResource"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const resource = childOf(
    api.definition.resources,
    resourceOf(api, input.parentId),
    input.pathPart ?? "",
  );
  const { resources } = api.definition;
  changeDefinition(ctx.state, api, { resources: { ...resources, [resource.id]: resource } });
  return describeResource(resource);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetResource.html */
export const getResource: RestOperation<"GetResource"> = (input, ctx) =>
  describeResource(resourceOf(apiOf(ctx.state, input.restApiId), input.resourceId), input.embed);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetResources.html */
export const getResources: RestOperation<"GetResources"> = (input, ctx) => {
  const { resources } = apiOf(ctx.state, input.restApiId).definition;
  return page(
    Object.values(resources).map((resource) => describeResource(resource, input.embed)),
    input,
  );
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateResource.html */
export const updateResource: RestOperation<"UpdateResource"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const old = resourceOf(api, input.resourceId);
  const wanted = applyPatches(
    old,
    input.patchOperations,
    patchable("text", "/pathPart", "/parentId"),
  );
  const parent = resourceOf(api, wanted.parentId);
  if (parent.path === old.path || parent.path.startsWith(`${old.path}/`)) {
    throw badRequest("Cannot move a resource below itself");
  }
  const { [old.id]: _old, ...others } = api.definition.resources;
  const { path } = childOf(others, parent, wanted.pathPart ?? "");
  const moved = Object.values(api.definition.resources).map((resource) => {
    if (resource.id === old.id) return { ...wanted, path };
    const below = resource.path.startsWith(`${old.path}/`);
    return below ? { ...resource, path: path + resource.path.slice(old.path.length) } : resource;
  });
  const resources = Object.fromEntries(moved.map((resource) => [resource.id, resource]));
  changeDefinition(ctx.state, api, { resources });
  return describeResource({ ...wanted, path });
};

/** Deletes what lies below it as well. @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteResource.html */
export const deleteResource: RestOperation<"DeleteResource"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const { id, path, parentId } = resourceOf(api, input.resourceId);
  if (parentId === undefined) throw badRequest("Root resource cannot be deleted");
  const kept = Object.values(api.definition.resources).filter(
    (resource) => resource.id !== id && !resource.path.startsWith(`${path}/`),
  );
  const resources = Object.fromEntries(kept.map((resource) => [resource.id, resource]));
  changeDefinition(ctx.state, api, { resources });
  return {};
};

function describeResource(
  { methods, ...resource }: ResourceRecord,
  embed: readonly string[] = [],
): Resource {
  const verbs = Object.entries(methods);
  if (verbs.length === 0) return resource;
  const whole = embed.includes("methods");
  const shown = verbs.map(([verb, method]) => [verb, whole ? method : {}]);
  return { ...resource, resourceMethods: Object.fromEntries(shown) };
}

import type { Resource } from "@aws-sdk/client-api-gateway";
import { badRequest, conflict, notFound } from "../errors.ts";
import type { ApiRecord, ResourceRecord } from "../model.ts";
import { own } from "../own.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable } from "../patch.ts";
import { apiOf, changeDefinition, newId, type RestOperation } from "../state.ts";

const PATH_PART = /^(?:[a-zA-Z0-9._:%$@~*,;=!&'()-]+|\{[a-zA-Z0-9._-]+\+?\})$/;

/** @throws {AwsError} `NotFoundException`. */
export function resourceOf(api: ApiRecord, resourceId: string | undefined): ResourceRecord {
  const resource = own(api.definition.resources, resourceId ?? "");
  if (resource === undefined) throw notFound("Resource");
  return resource;
}

/** Adds a resource below another. @throws {AwsError} `BadRequestException`, `ConflictException`. */
export function childOf(api: ApiRecord, parent: ResourceRecord, pathPart: string): ResourceRecord {
  if (!PATH_PART.test(pathPart)) {
    throw badRequest(
      "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end",
    );
  }
  if (parent.pathPart?.endsWith("+}") === true) {
    throw badRequest(
      `Cannot create a child of a resource with a greedy path variable: ${parent.path}`,
    );
  }
  const siblings = Object.values(api.definition.resources).filter(
    ({ parentId }) => parentId === parent.id,
  );
  if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
    throw conflict(`Another resource with the same parent already has this name: ${pathPart}`);
  }
  const variable = siblings.find((sibling) => sibling.pathPart?.startsWith("{") === true);
  const greedy = pathPart.endsWith("+}");
  if (
    pathPart.startsWith("{") &&
    variable !== undefined &&
    variable.pathPart?.endsWith("+}") === greedy
  ) {
    throw badRequest(
      `A sibling (${variable.pathPart ?? ""}) of this resource already has a variable path part -- only one is allowed`,
    );
  }
  const path = `${parent.path === "/" ? "" : parent.path}/${pathPart}`;
  return { id: newId(6), parentId: parent.id, pathPart, path, methods: {} };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html */
export const createResource: RestOperation<"CreateResource"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const resource = childOf(api, resourceOf(api, input.parentId), input.pathPart ?? "");
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
  const without = { ...api, definition: { ...api.definition, resources: others } };
  const { path } = childOf(without, parent, wanted.pathPart ?? "");
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

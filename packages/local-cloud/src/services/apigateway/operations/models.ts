import type { Model } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, conflict, notFound } from "../errors.ts";
import { compileModel } from "../http/model-schema.ts";
import type { ApiRecord } from "../model.ts";
import { own, without } from "../own.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable } from "../patch.ts";
import { newId } from "../new-id.ts";
import { apiOf, changeDefinition, type RestContext, type RestOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html */
export const createModel: RestOperation<"CreateModel"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const { name = "", description, schema, contentType } = input;
  if (!/^[a-zA-Z0-9]+$/.test(name)) {
    throw badRequest("Model name must be alphanumeric: " + name);
  }
  if (own(api.definition.models, name) !== undefined) {
    throw conflict("Model name already exists for this REST API");
  }
  const model = present({ id: newId(6), name, description, schema, contentType });
  return store(ctx, api, model);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetModel.html */
export const getModel: RestOperation<"GetModel"> = (input, ctx) =>
  modelOf(apiOf(ctx.state, input.restApiId), input.modelName);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetModels.html */
export const getModels: RestOperation<"GetModels"> = (input, ctx) =>
  page(Object.values(apiOf(ctx.state, input.restApiId).definition.models), input);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateModel.html */
export const updateModel: RestOperation<"UpdateModel"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const rules = patchable("text", "/description", "/schema");
  return store(ctx, api, applyPatches(modelOf(api, input.modelName), input.patchOperations, rules));
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteModel.html */
export const deleteModel: RestOperation<"DeleteModel"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const { name = "" } = modelOf(api, input.modelName);
  const { resources, models } = api.definition;
  for (const { methods } of Object.values(resources)) {
    for (const { requestModels, methodResponses = {} } of Object.values(methods)) {
      const maps = [
        requestModels,
        ...Object.values(methodResponses).map((it) => it.responseModels),
      ];
      if (maps.some((map) => Object.values(map ?? {}).includes(name))) {
        throw conflict(`Cannot delete model '${name}', is referenced in method request: ${name}`);
      }
    }
  }
  changeDefinition(ctx.state, api, { models: without(models, name) });
  return {};
};

function modelOf({ definition }: ApiRecord, name = ""): Model {
  const model = own(definition.models, name);
  if (model === undefined) throw notFound("Model");
  return model;
}

function store(ctx: RestContext, api: ApiRecord, model: Model): Model {
  const models = { ...api.definition.models, [model.name ?? ""]: model };
  if (model.contentType === "application/json" && model.schema !== undefined) {
    compileModel(model.schema, models);
  }
  changeDefinition(ctx.state, api, { models });
  return model;
}

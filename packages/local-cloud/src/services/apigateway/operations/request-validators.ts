import type { RequestValidator } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, notFound } from "../errors.ts";
import type { ApiRecord } from "../model.ts";
import { own, without } from "../own.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable } from "../patch.ts";
import { newId } from "../new-id.ts";
import { apiOf, changeDefinition, type RestContext, type RestOperation } from "../state.ts";

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateRequestValidator.html */
export const createRequestValidator: RestOperation<"CreateRequestValidator"> = (input, ctx) =>
  store(
    ctx,
    apiOf(ctx.state, input.restApiId),
    present({
      id: newId(6),
      name: input.name,
      validateRequestBody: input.validateRequestBody ?? false,
      validateRequestParameters: input.validateRequestParameters ?? false,
    }),
  );

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidator.html */
export const getRequestValidator: RestOperation<"GetRequestValidator"> = (input, ctx) =>
  validatorOf(apiOf(ctx.state, input.restApiId), input.requestValidatorId);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetRequestValidators.html */
export const getRequestValidators: RestOperation<"GetRequestValidators"> = (input, ctx) =>
  page(Object.values(apiOf(ctx.state, input.restApiId).definition.requestValidators), input);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateRequestValidator.html */
export const updateRequestValidator: RestOperation<"UpdateRequestValidator"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const rules = [
    ...patchable("text", "/name"),
    ...patchable("flag", "/validateRequestBody", "/validateRequestParameters"),
  ];
  const old = validatorOf(api, input.requestValidatorId);
  return store(ctx, api, applyPatches(old, input.patchOperations, rules));
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteRequestValidator.html */
export const deleteRequestValidator: RestOperation<"DeleteRequestValidator"> = (input, ctx) => {
  const api = apiOf(ctx.state, input.restApiId);
  const { id = "" } = validatorOf(api, input.requestValidatorId);
  const { resources, requestValidators } = api.definition;
  const used = Object.values(resources).some(({ methods }) =>
    Object.values(methods).some(({ requestValidatorId }) => requestValidatorId === id),
  );
  if (used) throw badRequest("Cannot delete request validator, it is referenced by a method");
  changeDefinition(ctx.state, api, { requestValidators: without(requestValidators, id) });
  return {};
};

function validatorOf({ definition }: ApiRecord, id = ""): RequestValidator {
  const validator = own(definition.requestValidators, id);
  if (validator === undefined) throw notFound("Request Validator");
  return validator;
}

function store(ctx: RestContext, api: ApiRecord, validator: RequestValidator): RequestValidator {
  const requestValidators = {
    ...api.definition.requestValidators,
    [validator.id ?? ""]: validator,
  };
  changeDefinition(ctx.state, api, { requestValidators });
  return validator;
}

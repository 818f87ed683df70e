import { randomBytes } from "node:crypto";
import type { ApiKey } from "@aws-sdk/client-api-gateway";
import { present } from "../../../present.ts";
import { badRequest, conflict, notFound, refuse } from "../errors.ts";
import type { ApiKeyRecord } from "../model.ts";
import { page } from "../paging.ts";
import { applyPatches, patchable } from "../patch.ts";
import { newId } from "../new-id.ts";
import { type RestContext, type RestOperation } from "../state.ts";

const VALUE_LENGTH = { lowest: 20, highest: 128 }; // API reference, CreateApiKey

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_CreateApiKey.html */
export const createApiKey: RestOperation<"CreateApiKey"> = (input, ctx) => {
  refuse("CreateApiKey", {
    stageKeys: input.stageKeys?.length === 0 ? undefined : input.stageKeys,
  });
  const { value = randomBytes(30).toString("hex").slice(0, 40) } = input;
  if (value.length < VALUE_LENGTH.lowest) {
    throw badRequest("API Key value should be at least 20 characters");
  }
  if (value.length > VALUE_LENGTH.highest) {
    throw badRequest("API Key value exceeds maximum size of 128 characters");
  }
  const taken = ctx.state.apiKeys.entries().some(([, key]) => key.value === value);
  if (taken) throw conflict("API Key already exists");
  const now = ctx.cloud.clock.now();
  const key: ApiKeyRecord = present({
    id: newId(10),
    value,
    name: input.name ?? "",
    customerId: input.customerId,
    description: input.description,
    enabled: input.enabled ?? false,
    stageKeys: [],
    tags: input.tags,
    createdAt: now,
    updatedAt: now,
  });
  ctx.state.apiKeys.put(key.id, key);
  return describe(key, true);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKey.html */
export const getApiKey: RestOperation<"GetApiKey"> = (input, ctx) =>
  describe(keyOf(ctx, input.apiKey), input.includeValue === true);

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKeys.html */
export const getApiKeys: RestOperation<"GetApiKeys"> = (input, ctx) => {
  const { nameQuery = "", customerId, includeValues = false } = input;
  const wanted = ctx.state.apiKeys
    .entries()
    .map(([, key]) => key)
    .filter((key) => key.name?.startsWith(nameQuery) === true)
    .filter((key) => customerId === undefined || key.customerId === customerId);
  return page(
    wanted.map((key) => describe(key, includeValues)),
    input,
  );
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateApiKey.html */
export const updateApiKey: RestOperation<"UpdateApiKey"> = (input, ctx) => {
  const rules = [
    ...patchable("text", "/name", "/description", "/customerId"),
    ...patchable("flag", "/enabled"),
  ];
  const next = applyPatches(keyOf(ctx, input.apiKey), input.patchOperations, rules);
  const key = { ...next, updatedAt: ctx.cloud.clock.now() };
  ctx.state.apiKeys.put(key.id, key);
  return describe(key, false);
};

/** @see https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteApiKey.html */
export const deleteApiKey: RestOperation<"DeleteApiKey"> = (input, ctx) => {
  const { id } = keyOf(ctx, input.apiKey);
  const { apiKeys, planKeys } = ctx.state;
  ctx.cloud.store.transaction(() => {
    apiKeys.delete(id);
    for (const [key] of planKeys.entries()) if (key.endsWith(`/${id}`)) planKeys.delete(key);
  });
  return {};
};

/** @throws {AwsError} `NotFoundException`. */
export function keyOf({ state }: RestContext, id = ""): ApiKeyRecord {
  const key = state.apiKeys.get(id);
  if (key === undefined) throw notFound("API Key");
  return key;
}

function describe(
  { createdAt, updatedAt, value, ...key }: ApiKeyRecord,
  includeValue: boolean,
): ApiKey {
  return {
    ...key,
    ...(includeValue && { value }),
    createdDate: new Date(createdAt),
    lastUpdatedDate: new Date(updatedAt),
  };
}

import type { ApiStage } from "@aws-sdk/client-api-gateway";
import type { ApiKeyRecord, UsagePlanRecord } from "../model.ts";
import { headerOf, type Gateway, type RoutedExchange } from "./api-request.ts";
import { GatewayFailure } from "./gateway-failure.ts";
import { countRequest } from "./usage-counter.ts";

/**
 * Lets a request through by its API key and counts it against the key's usage plan.
 *
 * @param fromAuthorizer The key that the authorizer gave.
 * @throws {GatewayFailure} `INVALID_API_KEY`, `THROTTLED`, `QUOTA_EXCEEDED`.
 */
export function admitByKey(
  gateway: Gateway,
  exchange: RoutedExchange,
  fromAuthorizer: string | undefined,
): void {
  const { definition, facts, request, route } = exchange;
  if (route.method.apiKeyRequired !== true) return;
  const fromHeader = headerOf(request.headers, "x-api-key");
  const value = definition.apiKeySource === "HEADER" ? fromHeader : fromAuthorizer;
  const key = value === undefined ? undefined : findKey(gateway, value);
  const plan = key && planFor(gateway, exchange, key);
  if (key?.enabled !== true || plan === undefined) throw new GatewayFailure("INVALID_API_KEY");
  facts.identity = { ...facts.identity, apiKey: key.value, apiKeyId: key.id };
  countUse(gateway, exchange, { key, plan });
}

function countUse(
  { state }: Gateway,
  exchange: RoutedExchange,
  { key, plan }: { key: ApiKeyRecord; plan: UsagePlanRecord },
): void {
  const { route, at: now } = exchange;
  const method = `${route.resource.path}/${route.method.httpMethod ?? ""}`;
  const ofMethod = stageIn(plan, exchange)?.throttle?.[method];
  const bucket = `${plan.id}/${key.id}`;
  const limits = [
    [`${bucket}${method}`, ofMethod ?? {}],
    [bucket, plan.throttle ?? {}],
  ] as const;
  if (!limits.every(([name, limit]) => state.throttle.admits(name, limit))) {
    throw new GatewayFailure("THROTTLED");
  }
  const counted = countRequest(state, { plan, keyId: key.id, now });
  if (!counted) throw new GatewayFailure("QUOTA_EXCEEDED");
}

function findKey({ state }: Gateway, value: string): ApiKeyRecord | undefined {
  return state.apiKeys.entries().find(([, key]) => key.value === value)?.[1];
}

function planFor(
  { state }: Gateway,
  exchange: RoutedExchange,
  key: ApiKeyRecord,
): UsagePlanRecord | undefined {
  return state.usagePlans
    .entries()
    .map(([, plan]) => plan)
    .filter(({ id }) => state.planKeys.get(`${id}/${key.id}`) !== undefined)
    .find((plan) => stageIn(plan, exchange) !== undefined);
}

function stageIn(plan: UsagePlanRecord, { apiId, stage }: RoutedExchange): ApiStage | undefined {
  return plan.apiStages?.find((one) => one.apiId === apiId && one.stage === stage.stageName);
}

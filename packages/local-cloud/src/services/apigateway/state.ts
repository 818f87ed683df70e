import type * as ApiGateway from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../cloud.ts";
import { createLogShipper, type LogShipper } from "../../runtime/log-shipper.ts";
import type { CallContext, Operation, OperationName } from "../../service.ts";
import type { Collection } from "../../store/collection.ts";
import { notFound } from "./errors.ts";
import { createAuthorizerCache, type AuthorizerCache } from "./http/authorizer-cache.ts";
import type { AuthorizerResult } from "./http/authorizer-result.ts";
import { createRoleKeys, type RoleKeys } from "./http/role-keys.ts";
import { createThrottle, type Throttle } from "./http/throttle.ts";
import type {
  AccountRecord,
  ApiDefinition,
  ApiKeyRecord,
  ApiRecord,
  DeploymentRecord,
  StageRecord,
  UsagePlanRecord,
  UsageRecord,
} from "./model.ts";

/** What the plugin of REST APIs keeps. Stages and deployments lie under `apiId/id`. */
export interface RestApiState {
  readonly apis: Collection<ApiRecord>;
  readonly deployments: Collection<DeploymentRecord>;
  readonly stages: Collection<StageRecord>;
  readonly apiKeys: Collection<ApiKeyRecord>;
  readonly usagePlans: Collection<UsagePlanRecord>;
  /** Under `planId/keyId`. */
  readonly planKeys: Collection<{ readonly type: string }>;
  /** Under `planId/keyId/2026-01-31`. */
  readonly usage: Collection<UsageRecord>;
  readonly account: Collection<AccountRecord>;
  readonly authorizerCache: AuthorizerCache<AuthorizerResult>;
  readonly throttle: Throttle;
  readonly roleKeys: RoleKeys;
  readonly accessLogs: LogShipper;
}

/** One operation of this service. */
export type RestOperation<O extends OperationName<typeof ApiGateway>> = Operation<
  typeof ApiGateway,
  O,
  RestApiState
>;

/** The context of a call to this service. */
export type RestContext = CallContext<RestApiState>;

/** Opens the collections of the service. */
export function openState(cloud: Cloud): RestApiState {
  const { store } = cloud;
  return {
    apis: store.collection("apigateway.apis"),
    deployments: store.collection("apigateway.deployments"),
    stages: store.collection("apigateway.stages"),
    apiKeys: store.collection("apigateway.api-keys"),
    usagePlans: store.collection("apigateway.usage-plans"),
    planKeys: store.collection("apigateway.plan-keys"),
    usage: store.collection("apigateway.usage"),
    account: store.collection("apigateway.account"),
    authorizerCache: createAuthorizerCache(cloud.clock),
    throttle: createThrottle(cloud.clock),
    roleKeys: createRoleKeys(cloud),
    accessLogs: createLogShipper(cloud),
  };
}

/** @throws {AwsError} `NotFoundException`. */
export function apiOf(state: RestApiState, restApiId: string | undefined): ApiRecord {
  const api = state.apis.get(restApiId ?? "");
  if (api === undefined) throw notFound("API");
  return api;
}

/** @throws {AwsError} `NotFoundException` for the API or its stage. */
export function stageOf(
  state: RestApiState,
  at: { restApiId: string | undefined; stageName: string | undefined },
): StageRecord {
  const { id } = apiOf(state, at.restApiId);
  const stage = state.stages.get(`${id}/${at.stageName ?? ""}`);
  if (stage === undefined) throw notFound("stage");
  return stage;
}

/** Everything of one kind that an API has. */
export function partsOf<T>(parts: Collection<T>, apiId: string): T[] {
  return parts.entries({ prefix: `${apiId}/` }).map(([, part]) => part);
}

/** Changes the definition of an API; stages keep what was deployed. */
export function changeDefinition(
  state: RestApiState,
  api: ApiRecord,
  change: Partial<ApiDefinition>,
): void {
  state.apis.put(api.id, { ...api, definition: { ...api.definition, ...change } });
}

import { randomInt } from "node:crypto";
import type * as ApiGateway from "@aws-sdk/client-apigatewayv2";
import type { Cloud } from "../../cloud.ts";
import { createLogShipper, type LogShipper } from "../../runtime/log-shipper.ts";
import type { CallContext, Operation, OperationName } from "../../service.ts";
import type { Collection } from "../../store/collection.ts";
import { notFound } from "./errors.ts";
import { createJwtVerifier, type JwtVerifier } from "./http/jwt.ts";
import { createAuthorizerCache, type AuthorizerCache } from "./http/lambda-authorizer.ts";
import type {
  ApiRecord,
  AuthorizerRecord,
  DeploymentRecord,
  IntegrationRecord,
  RouteRecord,
  StageRecord,
} from "./model.ts";

/** What the API Gateway plugin keeps. Parts of an API lie under `apiId/id`. */
export interface ApiGatewayState {
  readonly apis: Collection<ApiRecord>;
  readonly routes: Collection<RouteRecord>;
  readonly integrations: Collection<IntegrationRecord>;
  readonly authorizers: Collection<AuthorizerRecord>;
  readonly stages: Collection<StageRecord>;
  readonly deployments: Collection<DeploymentRecord>;
  readonly jwt: JwtVerifier;
  readonly authorizerCache: AuthorizerCache;
  readonly accessLogs: LogShipper;
}

/** One operation of this service. */
export type ApiOperation<O extends OperationName<typeof ApiGateway>> = Operation<
  typeof ApiGateway,
  O,
  ApiGatewayState
>;

/** The context of a call to this service. */
export type ApiContext = CallContext<ApiGatewayState>;

/** Opens the collections of the service. */
export function openState(cloud: Cloud): ApiGatewayState {
  const { store } = cloud;
  return {
    apis: store.collection("apigatewayv2.apis"),
    routes: store.collection("apigatewayv2.routes"),
    integrations: store.collection("apigatewayv2.integrations"),
    authorizers: store.collection("apigatewayv2.authorizers"),
    stages: store.collection("apigatewayv2.stages"),
    deployments: store.collection("apigatewayv2.deployments"),
    jwt: createJwtVerifier(cloud.clock),
    authorizerCache: createAuthorizerCache(cloud.clock),
    accessLogs: createLogShipper(cloud),
  };
}

/** @throws {AwsError} `NotFoundException`. */
export function apiOf(state: ApiGatewayState, apiId: string | undefined): ApiRecord {
  const api = state.apis.get(apiId ?? "");
  if (api === undefined) throw notFound("API", apiId);
  return api;
}

/** @throws {AwsError} `NotFoundException` for the API or its part. */
export function partOf<T>(
  parts: Collection<T>,
  what: string,
  { apiId, id }: { apiId: string | undefined; id: string | undefined },
): T {
  const part = parts.get(`${apiId ?? ""}/${id ?? ""}`);
  if (part === undefined) throw notFound(what, id);
  return part;
}

/** All parts of one kind that an API has. */
export function partsOf<T>(parts: Collection<T>, apiId: string): T[] {
  return parts.entries({ prefix: `${apiId}/` }).map(([, part]) => part);
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An identifier as API Gateway makes them: ten characters for an API, seven for its parts. */
export function newId(length: 7 | 10): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}

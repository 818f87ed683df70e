import { randomUUID } from "node:crypto";
import type { Cloud } from "../../../cloud.ts";
import type { Snapshot, StageRecord } from "../model.ts";
import { partsOf, type ApiGatewayState } from "../state.ts";
import { writeAccessLog } from "./access-log.ts";
import { message, type ApiRequest, type ApiResponse, type RoutedRequest } from "./api-request.ts";
import { authorize } from "./authorize.ts";
import { answerPreflight, withCors } from "./cors.ts";
import { integrate } from "./integrate.ts";
import { matchRoute } from "./route-match.ts";

const MAX_BODY_BYTES = 10 * 1024 * 1024; // HTTP API quotas, "Payload size"
const NOT_FOUND = message(404, "Not Found");

/** Answers a request to an API: preflight, stage, route, authorization, integration, CORS. */
export async function handleApiRequest(
  state: ApiGatewayState,
  cloud: Cloud,
  { apiId, ...request }: ApiRequest & { readonly apiId: string },
): Promise<ApiResponse> {
  const api = state.apis.get(apiId);
  if (api === undefined || api.DisableExecuteApiEndpoint === true) return NOT_FOUND;
  const preflight = answerPreflight(api.CorsConfiguration, request);
  if (preflight !== undefined) return preflight;
  const requestId = randomUUID();
  const response = await answer({ state, cloud, api, request, requestId });
  const finished = withCors(response, api.CorsConfiguration, request);
  return { ...finished, headers: { ...finished.headers, "apigw-requestid": requestId } };
}

interface Asked {
  readonly state: ApiGatewayState;
  readonly cloud: Cloud;
  readonly api: RoutedRequest["api"];
  readonly request: ApiRequest;
  readonly requestId: string;
}

async function answer(asked: Asked): Promise<ApiResponse> {
  const { state, cloud, api, request, requestId } = asked;
  if (request.body.byteLength > MAX_BODY_BYTES) return message(413, "Request Entity Too Large");
  const found = findStage(state, api.ApiId, request.rawPath);
  if (found === undefined) return NOT_FOUND;
  const snapshot = snapshotOf(state, api.ApiId, found.stage);
  const match = matchRoute(snapshot.routes, { method: request.method, path: found.path });
  if (match === undefined) return NOT_FOUND;
  const at = cloud.clock.now();
  const routed: RoutedRequest = {
    api,
    snapshot,
    request,
    requestId,
    at,
    ...match,
    stage: found.stage,
  };
  const startedAt = performance.now();
  const response = await serve(routed, state, cloud);
  const latencyMs = performance.now() - startedAt;
  writeAccessLog({ routed, response, latencyMs }, state, cloud.config);
  return response;
}

async function serve(
  routed: RoutedRequest,
  state: ApiGatewayState,
  cloud: Cloud,
): Promise<ApiResponse> {
  const authorization = await authorize(routed, state, cloud);
  if ("refusal" in authorization) return authorization.refusal;
  return integrate(routed, cloud, authorization.context);
}

/** The first segment names a stage, or the path is one of `$default`. */
function findStage(
  { stages }: ApiGatewayState,
  apiId: string,
  rawPath: string,
): { stage: StageRecord; path: string } | undefined {
  const [, first = "", rest = ""] = /^\/([^/]*)(.*)$/.exec(rawPath) ?? [];
  const named = first === "" ? undefined : stages.get(`${apiId}/${first}`);
  if (named !== undefined) return { stage: named, path: rest === "" ? "/" : rest };
  const stage = stages.get(`${apiId}/$default`);
  return stage === undefined ? undefined : { stage, path: rawPath };
}

function snapshotOf(state: ApiGatewayState, apiId: string, stage: StageRecord): Snapshot {
  const deployed = state.deployments.get(`${apiId}/${stage.DeploymentId ?? ""}`);
  if (stage.AutoDeploy !== true) {
    return deployed?.snapshot ?? { routes: [], integrations: [], authorizers: [] };
  }
  return {
    routes: partsOf(state.routes, apiId),
    integrations: partsOf(state.integrations, apiId),
    authorizers: partsOf(state.authorizers, apiId),
  };
}
